import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fromPortable, toPortable } from './portable-config.ts';
import { resolveTarget } from './target.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-tls-'));
const ca = join(folder, 'ca.pem');
writeFileSync(ca, 'the certificate of the authority');

afterAll(() => rmSync(folder, { recursive: true }));

function configOf(options: string) {
  const target = resolveTarget(`postgres://me:secret@example.org:6432/shop?${options}`, {});
  if (target.kind !== 'server') throw new Error('no server');
  return target.config;
}

/** As it comes out of another thread. */
const passed = (options: string) => fromPortable(structuredClone(toPortable(configOf(options))));

it.each([
  'sslmode=disable',
  'sslmode=prefer',
  'sslmode=require',
  'sslmode=no-verify',
  'sslmode=verify-full',
  `sslmode=verify-full&sslrootcert=${ca}`,
  'application_name=x',
])('passes a configuration between threads as it is: %s', (options) => {
  expect(passed(options)).toEqual(configOf(options));
  expect(passed(options)).toMatchObject({ host: 'example.org', port: 6432, user: 'me', password: 'secret' });
});

it.each([
  `sslmode=verify-ca&sslrootcert=${ca}`,
  // As for psql: with a certificate, `require` is the same as `verify-ca`.
  `sslmode=require&sslrootcert=${ca}`,
])('keeps that the name in the certificate does not count, and the certificate does: %s', (options) => {
  const before = configOf(options).ssl as { checkServerIdentity: unknown };
  expect(before.checkServerIdentity).toBeTypeOf('function');
  expect(() => structuredClone(configOf(options))).toThrow();
  const { ssl } = passed(options);
  expect(ssl).toEqual({ ca: 'the certificate of the authority', checkServerIdentity: expect.any(Function) });
  expect((ssl as { checkServerIdentity(): unknown }).checkServerIdentity()).toBeUndefined();
});
