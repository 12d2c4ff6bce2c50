import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const source = dirname(fileURLToPath(import.meta.url));

/** Which folders each folder may import. DESIGN: arrows point down only, siblings do not import one another. */
const mayImport: Record<string, readonly string[]> = {
  core: [],
  population: ['core'],
  generator: ['core', 'population'],
  scenario: ['core', 'population'],
  database: ['core'],
  engine: ['core', 'scenario'],
  analysis: ['core'],
  report: ['core', 'analysis'],
  cli: ['core', 'population', 'generator', 'scenario', 'database', 'engine', 'analysis', 'report'],
};

/** Packages with one owner. Everything else of npm is free to use where it is needed. */
const packageOwners: Record<string, string> = {
  pg: 'database',
  'pg-copy-streams': 'database',
  commander: 'cli',
};

const importPattern = /(?:^|\s)(?:import|export)\s[^'"]*?from\s+'([^']+)'|import\s*\(?\s*'([^']+)'/g;

function folderOf(file: string): string {
  return relative(source, file).split('/')[0]!;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(source, name))
  .filter((file) => file !== fileURLToPath(import.meta.url));

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(importPattern)].map((match) => (match[1] ?? match[2])!);
}

it('has no import against the arrows', () => {
  const wrong = files.flatMap((file) => {
    const from = folderOf(file);
    // Tests may start a real server for what they test, and bundle it.
    const isTest = /\.(test|bench)\.ts$|\/testing\//.test(file);
    return importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => folderOf(resolve(dirname(file), specifier)))
      .filter(
        (to) =>
          to !== from &&
          !(mayImport[from] ?? []).includes(to) &&
          !(isTest && (to === 'database' || to === '..')),
      )
      .map((to) => `${relative(source, file)} imports ${to}`);
  });
  expect(wrong).toEqual([]);
});

it('lets each owned package be imported by its owner only', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => packageOwners[specifier] && packageOwners[specifier] !== folderOf(file))
      .filter(() => !/\.(test|bench)\.ts$|\/testing\//.test(file))
      .map((specifier) => `${relative(source, file)} imports ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

it('keeps process, console and argv in cli', () => {
  const wrong = files
    .filter((file) => folderOf(file) !== 'cli' && !/\.(test|bench)\.ts$|\/testing\//.test(file))
    .filter((file) =>
      /\bconsole\.|\bprocess\.(argv|stdout|stderr|exit|on)\b/.test(readFileSync(file, 'utf8')),
    );
  expect(wrong.map((file) => relative(source, file))).toEqual([]);
});
