import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { readVariants } from './variant-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-variants-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function addVariant(name: string, description: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'variant.json'), description);
}

it('reads folders by name and nothing else', () => {
  writeFileSync(join(folder, 'README.md'), '');
  mkdirSync(join(folder, '.hidden'));
  addVariant('slim', '{"kind": "index", "summary": "Without repeats.", "trade": "none"}');
  addVariant('brin', '{"kind": "index", "summary": "BRIN."}');
  expect(readVariants(folder)).toEqual([
    { name: 'brin', kind: 'index', summary: 'BRIN.' },
    { name: 'slim', kind: 'index', summary: 'Without repeats.' },
  ]);
});

it('has none where there is no folder', () => {
  expect(readVariants(join(folder, 'missing'))).toEqual([]);
});

it.each(['', '{', 'null', '{"kind": "index"}'])('refuses %j', (description) => {
  addVariant('broken', description);
  expect(() => readVariants(folder)).toThrow(expect.objectContaining({ exitCode: exitCodes.usage }));
});
