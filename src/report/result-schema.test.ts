import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderComparisonSchema, renderResultSchema } from './result-schema.ts';

const mend = 'npm run describe:result';

describe.each([
  ['result', 'src/report/result.ts', renderResultSchema],
  ['comparison', 'src/report/comparison/comparison.ts', renderComparisonSchema],
] as const)('%s', (name, declaration, render) => {
  it('is what its file in reports says', () => {
    const file = new URL(`../../reports/${name}.schema.json`, import.meta.url);
    if (process.env.UPDATE_SCHEMA) writeFileSync(file, render());
    expect(
      readFileSync(file, 'utf8'),
      `${declaration} and reports/${name}.schema.json differ; mend: ${mend}`,
    ).toBe(render());
  });

  it('documents every field, and every reference leads somewhere', () => {
    const schema = JSON.parse(render());
    const missing: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (node === null || typeof node !== 'object') return;
      for (const [key, child] of Object.entries(node)) {
        if (key === '$ref') expect(schema.$defs).toHaveProperty(child.split('/').at(-1));
        if (key === 'properties')
          for (const [field, part] of Object.entries<Record<string, unknown>>(child))
            if (!part.description && !part.$ref) missing.push(`${path}.${field}`);
        walk(child, `${path}.${key}`);
      }
    };
    walk(schema, name);
    expect(missing).toEqual([]);
    expect(Object.values<{ description?: string }>(schema.$defs).every((part) => part.description)).toBe(
      true,
    );
  });
});
