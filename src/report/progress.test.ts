import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderFillProgress, renderStepProgress } from './progress.ts';
import { columnsOf } from './text.ts';

const fill = {
  phase: 'fill',
  table: 'likes',
  rows: 1_234_567,
  totalRows: 2_000_000,
  rowsPerSecond: 834_211,
  secondsLeft: 0.92,
};

it('shows what there is room for', () => {
  const lines = [100, 80, 60, 40, 20].flatMap((width) => [
    renderFillProgress(fill, width),
    renderStepProgress({ phase: 'indexes', item: 'posts_created_at_idx', done: 12, total: 37 }, width),
  ]);
  expect(lines.join('\n')).toMatchSnapshot();
});

it('says 100 % only at the end', () => {
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
      ];
      for (const line of lines)
        expect([columnsOf(line) <= width, line.includes('\n')]).toEqual([true, false]);
    }),
  );
});
