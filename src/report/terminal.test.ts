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
    expect(renderRun(result, { ...plain, width, strata: true })).toMatchSnapshot();
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
