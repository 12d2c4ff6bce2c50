import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Result } from './result.ts';
import { renderRun } from './terminal.ts';
import { sampleCases } from './testing/sample-cases.ts';
import { sampleQuery, sampleResult } from './testing/sample-result.ts';
import { columnsOf } from './text.ts';

const resultPath = 'reports/2026-11-22T18-40-12-feed/result.json';
const plain = { color: false, width: 100, strata: false, resultPath };

describe.each(Object.entries<Result>(sampleCases))('%s', (_, result) => {
  it.each([80, 100, 140])('reads well at %i columns', (width) => {
    expect(renderRun(result, { ...plain, width, strata: true, slowest: 5 })).toMatchSnapshot();
  });

  it('fits its width, and colour changes nothing but colours', () => {
    for (const width of [80, 90, 100, 120, 140, 200]) {
      for (const strata of [false, true]) {
        const text = renderRun(result, { ...plain, width, strata });
        const tooWide = text.split('\n').filter((line) => columnsOf(line) > width);
        expect(tooWide).toEqual([]);
        expect(stripVTControlCharacters(renderRun(result, { ...plain, width, strata, color: true }))).toBe(
          text,
        );
      }
    }
  });
});

it('prints colours only when asked to', () => {
  const control = String.fromCharCode(27);
  expect(renderRun(sampleCases.spec, plain)).not.toContain(control);
  expect(renderRun(sampleCases.spec, { ...plain, color: true })).toContain(control);
});

it('shows strata only on request', () => {
  expect(renderRun(sampleCases.spec, plain)).not.toContain('celebrity');
  expect(renderRun(sampleCases.spec, { ...plain, strata: true })).toContain('\n    celebrity ');
});

it('leaves the last line out when no file was written', () => {
  expect(renderRun(sampleCases.ordinary, plain).split('\n').at(-1)).toBe(`Result  ${resultPath}`);
  expect(renderRun(sampleCases.ordinary, { ...plain, resultPath: undefined })).not.toContain('Result');
});

it('says of a mix how it did as a whole, and of a single query nothing twice', () => {
  const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;
  expect(renderRun(sampleCases.mixed, { ...plain, color: true })).toContain(bold('all'));
  expect(renderRun(sampleCases.ordinary, plain)).not.toMatch(/^ {2}all /m);
});

it('names what was timed after the load', () => {
  expect(renderRun(sampleCases.ordinary, plain)).toContain('─ service time (closed load) ─');
  expect(renderRun(sampleCases.mixed, plain)).toContain('─ response time (open load) ─');
});

it('says of what the parts of a response time are', () => {
  const parts = (result: Result) =>
    renderRun(result, { ...plain, width: 140 }).match(/^ {2}service time.*$/m)?.[0];
  expect(parts(sampleCases.ordinary)).toBeUndefined();
  expect(parts(sampleCases.overloaded)).toBe(
    '  service time of what succeeded p50 41.0 ms, p99 804 ms · wait for a connection of what was sent p99 ≥ 9.90 s · dispatch lag p99 310 µs',
  );
  expect(parts(sampleCases.mixed)).toBe(
    '  service times are of what succeeded · wait for a connection p99 1.24 ms · dispatch lag p99 310 µs',
  );
});

it('says what makes a run invalid with the mend on a line of its own, and once', () => {
  const text = renderRun(sampleCases.invalid, { ...plain, width: 140 });
  expect(text).toMatch(/^INVALID, do not use these numbers\n {2}• p99 event loop delay .*\n {4}→ end other/m);
  expect(text.match(/throughput fell by 12 %/g)).toHaveLength(1);
});

it('shows the slowest on request, their SQL as it is to be pasted, and nothing that moves the cursor', () => {
  expect(renderRun(sampleCases.notSteady, plain)).not.toContain('Slowest');
  const text = renderRun(sampleCases.notSteady, { ...plain, slowest: 1 });
  expect(text).toContain(`
-- 1
SELECT *
  FROM posts -- newest
  WHERE author = 'zoë_o''neill  ';
--   Limit  (cost=0.1..2.3 rows=20 width=8)
--     ->  Seq Scan on posts
`);
  expect(text).not.toContain('SELECT 1;');
  expect(text).not.toContain('\u001b');
});

it('never rounds a share to none or all', () => {
  const withTimeouts = (succeeded: number, timedOut: number) =>
    renderRun(
      sampleResult({
        queries: [sampleQuery({ counters: { succeeded, timedOut }, times: [1, 1, 1, 1, 1, -5000] })],
      }),
      { ...plain, width: 140 },
    );
  expect(withTimeouts(66, 1234)).toContain(
    '1,234 of 1,300 operations (95 %) hit the statement timeout of 5.0 s',
  );
  expect(withTimeouts(1, 9999)).toContain('9,999 of 10,000 operations (> 99 %)');
  expect(withTimeouts(9999, 1)).toContain('1 of 10,000 operations (< 1 %)');
  expect(withTimeouts(0, 7)).toContain('7 of 7 operations (100 %)');
});
