import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { renderComparison } from './comparison/view.ts';
import { readResultFile } from './result-file.ts';
import { isComparison } from './result-file-kind.ts';
import { renderRun } from './terminal.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readmePath = join(root, 'README.md');

it.each(['feed', 'compare-feed'])(
  'shows in the README what the example %s looks like: if that is meant, npm run describe:readme',
  (name) => {
    const example = new RegExp(`(<!-- example ${name}:[^>]*-->\\n\`\`\`\\n)([\\s\\S]*?)(\\n\`\`\`\\n)`);
    const result = readResultFile(join(root, 'reports/examples', name));
    const look = { color: false, width: 100, resultPath: `reports/${result.id}/result.json` };
    const rendered = isComparison(result)
      ? renderComparison(result, look)
      : renderRun(result, { ...look, strata: true });
    const readme = readFileSync(readmePath, 'utf8');
    if (process.env.UPDATE_README) {
      writeFileSync(
        readmePath,
        readme.replace(example, (_, before, _old, after) => `${before}${rendered}${after}`),
      );
    }
    expect(example.exec(readFileSync(readmePath, 'utf8'))?.[2]).toBe(rendered);
  },
);
