import { mean } from '../core/statistics.ts';

/** Where the warm-up of a series ends, as far as MSER-5 can see. */
export interface Truncation {
  /** Values to leave out at the beginning: the best cut within the first half of the series. */
  readonly cut: number;
  /** The best cut anywhere; beyond half of the series it says that the end is unlike the beginning, or nothing. */
  readonly cutAnywhere: number;
  readonly isPastHalf: boolean;
}

const batchSize = 5;
/** A single batch has no spread at all, and would always win. */
const fewestBatchesLeft = 2;

/**
 * MSER-5: of all cuts, the one that leaves the mean of the rest with the least standard error, on means of five values.
 * On flat noise its minimum lies past half of the series in about two of five series, of 40 values or of 120, so that alone
 * is no verdict.
 * Source: White, Simulation 69 (1997); Spratt, "An evaluation of contemporary heuristics for the startup problem" (1998).
 */
export function mser5(values: readonly number[]): Truncation {
  const count = Math.floor(values.length / batchSize);
  const batches = Array.from({ length: count }, (_, i) =>
    mean(values.slice(i * batchSize, (i + 1) * batchSize)),
  );
  let best = 0;
  let bestInFirstHalf = 0;
  const statistics: number[] = [];
  for (let cut = 0; cut <= count - fewestBatchesLeft; cut++) {
    statistics.push(mserStatistic(batches.slice(cut)));
    if (statistics[cut]! < statistics[best]!) best = cut;
    if (cut <= count / 2 && statistics[cut]! < statistics[bestInFirstHalf]!) bestInFirstHalf = cut;
  }
  return {
    cut: bestInFirstHalf * batchSize,
    cutAnywhere: best * batchSize,
    isPastHalf: best > count / 2,
  };
}

/** The squared standard error of the mean, but for a factor that tends to one. */
function mserStatistic(batches: readonly number[]): number {
  const centre = mean(batches);
  return batches.reduce((sum, batch) => sum + (batch - centre) ** 2, 0) / batches.length ** 2;
}
