import { expect, test } from 'vitest';
import { authorizationOf, loginVariables, type Credentials } from '../../../src/host/serverCredentials.ts';
import { serverAuthorization } from '../../../src/host/serverAuthorization.ts';

const logins: readonly Credentials[] = [
  { kind: 'basic', user: 'ana', password: 'p:ß w' },
  { kind: 'token', token: 'abc.def' },
];

test.each(logins)('a script logs in with $kind as we do', (login) => {
  expect(serverAuthorization(loginVariables(login))).toBe(authorizationOf(login));
});

test('without a login a script gets none', () => {
  expect(loginVariables(undefined)).toEqual({});
});
