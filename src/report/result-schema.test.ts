import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderResultSchema } from './result-schema.ts';

const file = new URL('../../reports/result.schema.json', import.meta.url);
const mend = 'npm run describe:result';

it('is what reports/result.schema.json says', () => {
  if (process.env.UPDATE_SCHEMA) writeFileSync(file, renderResultSchema());
  expect(
    readFileSync(file, 'utf8'),
    `src/report/result.ts and reports/result.schema.json differ; mend: ${mend}`,
  ).toBe(renderResultSchema());
});

it('documents every field, and every reference leads somewhere', () => {
  const schema = JSON.parse(renderResultSchema());
  const missing: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (node === null || typeof node !== 'object') return;
    for (const [key, child] of Object.entries(node)) {
      if (key === '$ref') expect(schema.$defs).toHaveProperty(child.split('/').at(-1));
      if (key === 'properties')
        for (const [name, field] of Object.entries<Record<string, unknown>>(child))
          if (!field.description && !field.$ref) missing.push(`${path}.${name}`);
      walk(child, `${path}.${key}`);
    }
  };
  walk(schema, 'result');
  expect(missing).toEqual([]);
  expect(Object.values<{ description?: string }>(schema.$defs).every((part) => part.description)).toBe(true);
});
