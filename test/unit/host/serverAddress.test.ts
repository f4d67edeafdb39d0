import { describe, expect, it } from 'vitest';
import { readServerAddress } from '../../../src/host/serverAddress.ts';

describe('readServerAddress', () => {
  it.each([
    ['', 'empty'],
    ['localhost:5000', 'scheme'],
    ['ftp://a', 'scheme'],
    ['http://', 'host'],
    ['http://a b', 'host'],
    ['http://a:99999', 'host'],
  ])('says what is missing in %j', (text, problem) => {
    expect(readServerAddress(text)).toBe(problem);
  });

  it.each([
    [' http://127.0.0.1:5000/ ', 'http://127.0.0.1:5000'],
    ['HTTPS://MLflow.Example.com/team//', 'https://mlflow.example.com/team'],
    ['http://h:5000/#/experiments/1/runs/2', 'http://h:5000'],
    ['http://h/prefix?workspace=1', 'http://h/prefix'],
  ])('takes what a browser shows: %j', (text, url) => {
    expect(readServerAddress(text)).toEqual({ url });
  });

  it('parts the credentials from the address', () => {
    const credentials = { kind: 'basic', user: 'ana', password: 'a:%b' };
    expect(readServerAddress('https://ana:a%3A%b@h/p')).toEqual({ url: 'https://h/p', credentials });
  });
});
