import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from './folder.ts';

it('makes a folder with its parents, and says which was the first', () => {
  const base = mkdtempSync(join(tmpdir(), 'folder-'));
  try {
    expect(makeFolder(join(base, 'a', 'b', 'c'))).toBe(join(base, 'a'));
    expect(existsSync(join(base, 'a', 'b', 'c'))).toBe(true);
    expect(makeFolder(join(base, 'a', 'b'))).toBeUndefined();
    writeFileSync(join(base, 'file'), '');
    expect(() => makeFolder(join(base, 'file'))).toThrow('EEXIST');
    expect(() => makeFolder(join(base, 'file', 'x'))).toThrow('ENOTDIR');
  } finally {
    rmSync(base, { recursive: true });
  }
});

it.runIf(existsSync('/proc/self'))('gives up where no folder can be made', () => {
  expect(() => makeFolder('/proc/nothing/here')).toThrow('ENOENT');
});
