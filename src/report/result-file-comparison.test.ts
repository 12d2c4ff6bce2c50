import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { judge } from '../analysis/compare/stopping-rule.ts';
import type { JudgedRatio } from './comparison/ratio.ts';
import { readResult, readResultFile, runIds, writeResult } from './result-file.ts';
import { isComparison } from './result-file-kind.ts';
import { comparisonCases } from './testing/comparison-cases.ts';
import { sampleComparison, sampleContrast } from './testing/sample-comparison.ts';
import { sampleResult } from './testing/sample-result.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-comparison-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each(Object.entries(comparisonCases))('reads what was written: %s', (_, comparison) => {
  const path = writeResult(folder, comparison);
  expect(readResultFile(comparison.id, folder)).toEqual(comparison);
  expect(readResultFile(path)).toEqual(comparison);
});

it('tells runs, which have no kind, from comparisons', () => {
  writeResult(folder, sampleResult());
  writeResult(folder, sampleComparison());
  expect(runIds(folder)).toEqual([sampleResult().id, sampleComparison().id].sort().reverse());
  expect(isComparison(readResultFile(sampleResult().id, folder))).toBe(false);
  expect(isComparison(readResultFile(sampleComparison().id, folder))).toBe(true);
  expect(() => readResult(sampleComparison().id, folder)).toThrow(/is a comparison, not a run$/);
});

it('takes what the stopping rule says as it is, infinities left out', () => {
  const bounded = judge(Array.from({ length: 10 }, (_, i) => ({ low: -Infinity, high: -3 - i / 100 })));
  const judged: JudgedRatio = bounded;
  const [scenario] = sampleComparison().scenarios;
  const comparison = sampleComparison({
    scenarios: [{ ...scenario!, contrasts: [sampleContrast('lateral', judged)] }],
  });
  writeResult(folder, comparison);
  const read = readResultFile(comparison.id, folder);
  expect(isComparison(read) && read.scenarios[0]!.contrasts[0]!.latency!.median).toEqual(bounded);
});

it('names the field that is wrong, and a kind that it does not know', () => {
  const path = writeResult(folder, sampleComparison());
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('"verdict": "faster"', '"verdict": "fast"'));
  expect(() => readResultFile(path)).toThrow(
    /scenarios\[0\]\.contrasts\[0\]\.latency\.median\.verdict: .*found "fast"/,
  );
  writeFileSync(path, text.replace('"comparison"', '"gate"'));
  expect(() => readResultFile(path)).toThrow(/kind is "gate", expected "comparison" or none$/);
  writeFileSync(path, text.replace('"format": 1', '"format": 2'));
  expect(() => readResultFile(path)).toThrow(/format is 2, expected 1$/);
});

it('refuses to write what is malformed', () => {
  const wrong = sampleComparison({ options: { ...sampleComparison().options, margin: 1 } });
  expect(() => writeResult(folder, wrong)).toThrow(/malformed: options\.margin: /);
});
