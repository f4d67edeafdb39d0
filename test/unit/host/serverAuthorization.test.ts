import { describe, expect, it } from 'vitest';
import { serverAuthorization } from '../../../src/host/serverAuthorization.ts';

describe('serverAuthorization', () => {
  it('answers as MLflow’s client does: token, else user and password, else nothing', () => {
    const user = { MLFLOW_TRACKING_USERNAME: 'ana', MLFLOW_TRACKING_PASSWORD: 'geheim:ß' };
    expect(serverAuthorization({ ...user, MLFLOW_TRACKING_TOKEN: 't' })).toBe('Bearer t');
    expect(serverAuthorization({ ...user, MLFLOW_TRACKING_TOKEN: '' })).toBe('Basic YW5hOmdlaGVpbTrDnw==');
    expect(serverAuthorization({ MLFLOW_TRACKING_USERNAME: 'ana' })).toBeUndefined();
  });
});
