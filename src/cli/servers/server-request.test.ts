import { afterEach, expect, it, vi } from 'vitest';
import { exitCodes } from '../../core/errors.ts';
import { parseServers } from './server-request.ts';

afterEach(() => vi.unstubAllEnvs());

it('reads versions, the default server and URLs', () => {
  expect(parseServers('16, 17,default')).toEqual([
    { name: '16', url: 'embedded', instance: { version: 16 } },
    { name: '17', url: 'embedded', instance: { version: 17 } },
    { name: 'default', url: 'embedded', instance: {} },
  ]);
  const url = 'postgresql://me:secret@db.example/shop?options=-c%20a=1%2C2';
  expect(parseServers(`${url},16`)).toEqual([
    { name: 'db.example:5432/shop', url },
    { name: '16', url: 'embedded', instance: { version: 16 } },
  ]);
});

it('takes versions of the embedded server whatever the environment says', () => {
  vi.stubEnv('DATABASE_URL', 'postgres://elsewhere/db');
  expect(parseServers('16')[0]).toMatchObject({ url: 'embedded' });
});

it.each([
  ['', '"" is no server'],
  ['16,,17', '"" is no server'],
  ['16.2', '"16.2" is no server'],
  ['newest', '"newest" is no server'],
  ['mysql://me@db.example/shop', 'is not a PostgreSQL URL'],
  ['postgres://me:123,4567,ret@h/d', '--servers has a part that is no server'],
  ['16,17,16', 'the server 16 is named twice'],
  ['default,18', 'default and 18 are the same server'],
  ['postgres://a@h/d,postgres://b@h:5432/d', 'the server h:5432/d is named twice'],
])('refuses %j', (text, message) => {
  expect(() => parseServers(text)).toThrow(message);
  expect(() => parseServers(text)).toThrow(expect.objectContaining({ exitCode: exitCodes.usage }));
});
