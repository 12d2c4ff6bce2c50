import { samplesNeeded } from '../core/latency.ts';
import { formatCount, formatDuration } from '../core/units.ts';
import { percentileTitles } from './latency.ts';
import type { Note } from './note.ts';
import type { Counters, QueryResult } from './query-result.ts';

/** One note on the percentiles that were left out, with how much longer to measure to get them. */
export function sampleNotes(
  queries: readonly QueryResult[],
  measuredMs: number,
  strata: boolean,
  nameOf: (query: QueryResult) => string,
): Note[] {
  const short = queries.filter((query) => latencies(query.counters) > 0 && leftOut(query).length > 0);
  if (short.length === 0) {
    const inStrata = strata && queries.some((query) => query.strata.some((each) => leftOut(each).length > 0));
    return inStrata ? [{ text: 'Percentiles of strata with too few operations are left out (-).' }] : [];
  }
  const names = short.map((query) => `${nameOf(query)} had ${formatCount(latencies(query.counters))}`);
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  const titles = percentileTitles.filter(([key]) =>
    short.some((query) => query.latency.percentiles[key] === null),
  );
  const counts = titles.map(([, , quantile]) => formatCount(samplesNeeded(quantile))).join(' / ');
  const needs = `${titles.length === 1 ? 'it takes' : 'they take'} ${counts} operations`;
  const longer = titles.flatMap(([key, title, quantile]) => {
    const lacking = short.filter((query) => query.latency.percentiles[key] === null);
    const fewest = Math.min(...lacking.map((query) => latencies(query.counters)));
    const moreMs = (samplesNeeded(quantile) / fewest - 1) * measuredMs;
    return moreMs > 0 ? [`${formatDuration(Math.ceil(moreMs / 1000) * 1000)} more for ${title}`] : [];
  });
  return [
    {
      text: `${titles.map(([, title]) => title).join(', ')} left out (-): ${needs}; ${shown.join(', ')}.`,
      ...(longer.length > 0 ? { remedy: `Measure longer (--duration): about ${longer.join(', ')}.` } : {}),
    },
  ];
}

function leftOut({ latency, counters }: Pick<QueryResult, 'latency' | 'counters'>): string[] {
  if (latencies(counters) === 0) return [];
  return percentileTitles.filter(([key]) => latency.percentiles[key] === null).map(([, title]) => title);
}

/** Operations with a latency: failed ones have none. */
function latencies({ succeeded, timedOut, censored }: Counters): number {
  return succeeded + timedOut + censored;
}
