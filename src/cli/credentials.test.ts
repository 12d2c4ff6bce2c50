import { expect, it } from 'vitest';
import { withoutCredentials } from './credentials.ts';

it.each([
  ['postgres://me:secret@host:5432/db', 'postgres://***@host:5432/db'],
  ['PostgreSQL://me:secret@host/db', 'PostgreSQL://***@host/db'],
  ['--url=postgres://me:sec@ret@host/db', '--url=postgres://***@host/db'],
  ['postgres://me:sec/ret@host/db', 'postgres://***@host/db'],
  ["unknown command 'postgres://me:secret@host/db'", "unknown command 'postgres://***@host/db'"],
  ['postgres://host/db?user=me&password=secret&x=1', 'postgres://host/db?user=***&password=***&x=1'],
  ['host=h password=secret user=me', 'host=h password=*** user=me'],
  ["host=h password='a secret' user=me", 'host=h password=*** user=me'],
])('takes the credentials out of %s', (text, expected) => {
  expect(withoutCredentials(text)).toBe(expected);
});

it.each(['postgres://host:5432/db', 'run feed --clients 3', './a@b.sql'])('leaves %s as it is', (text) => {
  expect(withoutCredentials(text)).toBe(text);
});
