import { type LogRatio, pairLogRatio } from '../../analysis/compare/censored-ratio.ts';
import { estimateRatio } from '../../analysis/compare/ratio-estimate.ts';
import { judge } from '../../analysis/compare/stopping-rule.ts';
import { median } from '../../core/statistics.ts';
import { nsPerMs } from '../../core/units.ts';
import type { OnceFigures, OncePair, OnceRoom, OnceWork } from '../../report/comparison/once.ts';
import type { Effect } from './once-effect.ts';

/** All pairs of a contrast, in the words of the result file. */
export function describeOnce(
  pairs: readonly OncePair[],
  times: readonly LogRatio[],
  { changed, omittedColumns, reclaimableBytes }: Extract<Effect, { kind: 'same' }>,
  margin: number,
): OnceWork {
  const time = judge(times, margin);
  const withVacuum = pairs.map(({ baseline, contender }) => pairLogRatio(whole(baseline), whole(contender)));
  return {
    time,
    withVacuum: estimateRatio(withVacuum, time.interval.confidence),
    changed: [...changed],
    omittedColumns: [...omittedColumns],
    baseline: medians(pairs.map(({ baseline }) => baseline)),
    contender: medians(pairs.map(({ contender }) => contender)),
    reclaimableBytes,
    pairs: [...pairs],
  };
}

function whole({ durationMs, vacuumMs, timedOut }: OnceFigures) {
  return { durationNs: (durationMs + vacuumMs) * nsPerMs, isCensored: timedOut };
}

/** Of each figure by itself. */
function medians(figures: readonly OnceFigures[]): OnceFigures {
  const of = (figure: (of: OnceFigures) => number) => median(figures.map(figure));
  const counts = (figure: (of: OnceFigures) => number | null) => {
    const known = figures.map(figure).filter((value) => value !== null);
    return known.length === 0 ? null : Math.round(median(known));
  };
  const room = (of: (figures: OnceFigures) => OnceRoom): OnceRoom => ({
    before: counts((each) => of(each).before)!,
    after: counts((each) => of(each).after)!,
    afterVacuum: counts((each) => of(each).afterVacuum)!,
  });
  return {
    durationMs: of(({ durationMs }) => durationMs),
    timedOut: figures.filter(({ timedOut }) => timedOut).length * 2 > figures.length,
    walBytes: counts(({ walBytes }) => walBytes),
    walRecords: counts(({ walRecords }) => walRecords),
    fullPageImages: counts(({ fullPageImages }) => fullPageImages),
    deadRows: counts(({ deadRows }) => deadRows)!,
    tables: room(({ tables }) => tables),
    indexes: room(({ indexes }) => indexes),
    vacuumMs: of(({ vacuumMs }) => vacuumMs),
    vacuumWalBytes: counts(({ vacuumWalBytes }) => vacuumWalBytes),
  };
}
