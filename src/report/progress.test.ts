import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderFillProgress, renderMeasureProgress, renderStepProgress } from './progress.ts';
import { columnsOf } from './text.ts';

const fill = {
  phase: 'fill',
  table: 'likes',
  rows: 1_234_567,
  totalRows: 2_000_000,
  rowsPerSecond: 834_211,
  secondsLeft: 0.92,
};
const measure = {
  phase: 'measure',
  elapsedMs: 4200,
  totalMs: 10_000,
  throughputPerSecond: 1234.5,
  p99Ns: 31_400_000,
  errors: 1,
  timeouts: 67,
} as const;

it('shows what there is room for', () => {
  const lines = [100, 80, 60, 40, 20].flatMap((width) => [
    renderFillProgress(fill, width),
    renderStepProgress({ phase: 'indexes', item: 'posts_created_at_idx', done: 12, total: 37 }, width),
    renderMeasureProgress(measure, width),
  ]);
  expect(lines.join('\n')).toMatchSnapshot();
});

it('says nothing of errors when there are none, and 100 % only at the end', () => {
  const line = renderMeasureProgress({ ...measure, errors: 0, timeouts: 0, p99Ns: null }, 100);
  expect(line).toMatch(/4\.2 s of 10 s {2}1,235 ops\/s {2}p99 -$/);
  expect(renderFillProgress({ ...fill, rows: 1_999_999 }, 100)).toContain(' 99 %');
  expect(renderFillProgress({ ...fill, rows: 2_000_000, secondsLeft: null }, 100)).toContain('100 %');
});

it('is one line that fits, whatever the numbers', () => {
  const number = fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e12, noNaN: true }));
  fc.assert(
    fc.property(number, number, fc.integer({ min: 1, max: 200 }), (done, total, width) => {
      const lines = [
        renderFillProgress({ ...fill, rows: done, totalRows: total, secondsLeft: total }, width),
        renderStepProgress({ phase: 'foreign keys', item: null, done, total }, width),
        renderMeasureProgress({ ...measure, elapsedMs: done, totalMs: total }, width),
      ];
      for (const line of lines)
        expect([columnsOf(line) <= width, line.includes('\n')]).toEqual([true, false]);
    }),
  );
});
