import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readResult } from './result-file.ts';
import { renderRun } from './terminal.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readmePath = join(root, 'README.md');
const example = /(<!-- example[^>]*-->\n```\n)([\s\S]*?)(\n```\n)/;

it('shows in the README what the example result looks like: if that is meant, npm run describe:readme', () => {
  const result = readResult(join(root, 'reports/examples/feed'));
  const resultPath = `reports/${result.id}/result.json`;
  const rendered = renderRun(result, { color: false, width: 100, strata: true, resultPath });
  const readme = readFileSync(readmePath, 'utf8');
  if (process.env.UPDATE_README) {
    writeFileSync(
      readmePath,
      readme.replace(example, (_, before, _old, after) => `${before}${rendered}${after}`),
    );
  }
  expect(example.exec(readFileSync(readmePath, 'utf8'))?.[2]).toBe(rendered);
});
