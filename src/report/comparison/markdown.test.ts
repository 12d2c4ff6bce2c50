import { expect, it } from 'vitest';
import { comparisonCases } from '../testing/comparison-cases.ts';
import { renderComparisonMarkdown } from './markdown.ts';

it('is short enough for a pull request', () => {
  expect(renderComparisonMarkdown(comparisonCases.designs)).toBe(`### bench compare feed

Feed against spec: covering-feed (1.84x) is faster; no-repeats is equivalent.

| arm | against spec | p50 | p95 | buffers | rows | temp |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
| spec | the baseline |  |  | 1,234 | 5,412 | 0 |
| covering-feed | 1.84x faster \\[1.83, 1.85\\] | 4.21 ms → 2.29 ms | 15.2 ms → 8.26 ms | 1,234 | 5,412 | 0 |
| no-repeats | equivalent, 1.00x \\[1.00, 1.01\\] | 4.21 ms → 4.23 ms | 15.2 ms → 15.3 ms | 1,234 | 5,412 | 0 |

- covering-feed answers feed 1.8 times as fast as spec and makes publish 6 % slower, with 13 % more WAL; indexes 12 MB larger.
- no-repeats answers feed as fast as spec (to within 5 %) and makes publish 1.12 times as fast and like 1.08 times as fast, with 18 % less WAL; indexes 88 MB smaller.`);
});

it('says what is wrong before all else, and lets no name be markup', () => {
  expect(renderComparisonMarkdown(comparisonCases.mismatch)).toContain(
    '\n\n**invalid**: counters gives other answers to feed than baseline\n\n',
  );
  const text = renderComparisonMarkdown({ ...comparisonCases.rewrite, name: '<b>|*a_b`' });
  expect(text.split('\n')[0]).toBe('### bench compare &#60;b&#62;\\|\\*a\\_b\\`');
});
