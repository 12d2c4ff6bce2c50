/** A quantity of a run in equal steps of time, from the first step on. */
export interface BinSeries {
  /** What is counted or averaged, for the verdict's text: `throughput`, `mean response time`. */
  readonly name: string;
  readonly binMs: number;
  /** Completions in each bin; or, with `counts`, a mean over the completions in it. */
  readonly values: readonly number[];
  /** Completions behind each mean. A mean of none is ignored, whatever it says. */
  readonly counts?: readonly number[];
}

/** Fewer completions on average make a bin mostly noise, and many bins equal. */
const leastMeanCount = 5;
/** More bins add little to what can be seen, and the search for a trend takes time with their square. */
const mostBins = 240;

/**
 * Joins neighbouring bins until they hold 5 completions on average and there are at most 240 of them. A rest at the end
 * is left out. An empty bin of means takes the mean that follows: those operations were under way in it.
 */
export function coarsen(series: BinSeries): BinSeries {
  const counts = series.counts ?? series.values;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const { length } = series.values;
  if (total === 0) return { ...series, values: [] };
  const width = Math.max(1, Math.ceil((leastMeanCount * length) / total), Math.ceil(length / mostBins));
  const bins = Math.floor(length / width);
  const sums = new Array<number>(bins).fill(0);
  const joined = new Array<number>(bins).fill(0);
  for (let i = 0; i < bins * width; i++) {
    const bin = Math.floor(i / width);
    joined[bin]! += counts[i]!;
    if (series.counts && counts[i]! > 0) sums[bin]! += counts[i]! * series.values[i]!;
  }
  const { name, binMs } = series;
  if (!series.counts) return { name, binMs: binMs * width, values: joined };
  return { name, binMs: binMs * width, values: meansOf(sums, joined), counts: joined };
}

function meansOf(sums: readonly number[], counts: readonly number[]): number[] {
  const means = sums.map((sum, i) => (counts[i]! > 0 ? sum / counts[i]! : undefined));
  const last = means.findLast((value) => value !== undefined) ?? 0;
  return means.map((value, i) => value ?? means.slice(i).find((later) => later !== undefined) ?? last);
}
