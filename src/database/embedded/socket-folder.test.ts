import { expect, it } from 'vitest';
import { socketFolderOf } from './socket-folder.ts';

it('stays in the home folder while the path fits into a socket address', () => {
  // "/run/.s.PGSQL.5432" is 18 bytes long, and 103 are allowed.
  const fitting = `/${'x'.repeat(84)}`;
  expect(socketFolderOf(fitting, 1000, '/tmp')).toBe(`${fitting}/run`);
  expect(socketFolderOf(`${fitting}x`, 1000, '/tmp')).toMatch(/^\/tmp\/bench-1000-[0-9a-f]{8}$/);
  expect(socketFolderOf(`/${'é'.repeat(43)}`, 1000, '/tmp')).toMatch(/^\/tmp\/bench-/);
});

it('gives each long home its own folder, also where the temporary folder is long as well', () => {
  const long = (end: string) => `/${'x'.repeat(100)}${end}`;
  expect(socketFolderOf(long('a'), 1, '/tmp')).not.toBe(socketFolderOf(long('b'), 1, '/tmp'));
  expect(socketFolderOf(long('a'), 1, long('t'))).toMatch(/^\/tmp\/bench-1-/);
});
