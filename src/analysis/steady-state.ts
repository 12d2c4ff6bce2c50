import { mean, median } from '../core/statistics.ts';
import { type BinSeries, coarsen } from './bins.ts';
import { clearestShift } from './level-shift.ts';
import { mser5, type Truncation } from './mser.ts';
import { studentCritical } from './student-t.ts';
import { type Trend, trendOf } from './trend.ts';
import { looksLikeWarmUp } from './warm-up.ts';

export type { BinSeries } from './bins.ts';

export interface SteadyState {
  /** Null: too little was seen to tell. True says that no change was found, see {@link visibleDriftShare}. */
  readonly steady: boolean | null;
  /** Where MSER-5 sees the warm-up end, from the start of the series; at most half of it. */
  readonly cutMs: number;
  /**
   * Change over the length of the series as a share of its median, by Theil-Sen; of what follows the cut if the beginning
   * was found to be a warm-up. 0 when `steady` is null.
   */
  readonly driftShare: number;
  /**
   * A straight drift that would probably have been found: in about nine of ten series of 40 bins or more. Null when
   * `steady` is.
   */
  readonly visibleDriftShare: number | null;
  /** In words, with numbers. */
  readonly reason: string;
}

const fewestBins = 10;
/** METHOD: a drift that matters. */
const largestDriftShare = 0.05;
/** Of a trend by chance. A little under 1 %, so that all false alarms together stay there: see the tests' table. */
const trendSignificance = 0.007;
/** Of two levels by chance. Far below, because MSER-5 chose the place where they differ. */
const shiftSignificance = 0.0005;

/**
 * Whether a run has settled. Not steady: a change that is both large and significant, either a Theil-Sen drift over 5 % of
 * the median (Mann-Kendall, p < 0.007), or an MSER-5 cut past half of the series with levels before and after it that
 * differ by over 5 % (Mann-Whitney, p < 0.0005); both are corrected for autocorrelation. A change that is clearly a
 * warm-up, and leaves no drift behind, is steady from the cut on.
 *
 * Neither size nor significance is enough alone: noise of 5 % a bin drifts by 5 % over 40 bins in every fifteenth
 * series, and MSER-5 cuts two of five flat ones past half. The price is that short or noisy series hide what they hold,
 * so the verdict names the drift that it would have seen.
 */
export function steadyState(fine: BinSeries): SteadyState {
  const series = coarsen(fine);
  const { values, binMs } = series;
  if (values.length < fewestBins) return tooShort(fine, series);
  const truncation = mser5(values);
  const cutMs = truncation.cut * binMs;
  const whole = changeOf(values);
  const verdict = (steady: boolean, change: Change, reason: string): SteadyState => ({
    steady,
    cutMs,
    driftShare: change.driftShare,
    visibleDriftShare: change.visibleDriftShare,
    reason,
  });
  const trouble = isDrifting(whole) ? driftText(series, whole) : shiftTrouble(series, truncation);
  if (trouble === undefined) return verdict(true, whole, `no drift was found; ${visible(whole)}`);
  const rest = truncation.cut > 0 && looksLikeWarmUp(values) ? restOf(values, truncation.cut) : undefined;
  if (rest && !isDrifting(rest))
    return verdict(true, rest, `steady after a warm-up of ${seconds(cutMs)}; ${visible(rest)}`);
  return verdict(false, whole, trouble);
}

interface Change {
  readonly trend: Trend;
  readonly driftShare: number;
  readonly visibleDriftShare: number;
}

function changeOf(values: readonly number[]): Change {
  const trend = trendOf(values);
  // A series of bursts may have a median of zero; its mean is not.
  const level = median(values) || mean(values);
  const residuals = values.map((value, i) => value - trend.slope * i);
  const centre = median(residuals);
  const noise = normalPerMad * median(residuals.map((residual) => Math.abs(residual - centre)));
  // The deviation of a straight line's rise over the series, from noise of so much a value.
  const deviation = noise * Math.sqrt(12 / trend.effectiveCount);
  const critical = studentCritical(trendSignificance, Math.max(1, trend.effectiveCount - 2));
  return {
    trend,
    driftShare: (trend.slope * values.length) / level,
    // It has to stand out of the noise, and above the limit.
    visibleDriftShare:
      Math.max(critical * (deviation / level), largestDriftShare) + spare * (deviation / level),
  };
}

function isDrifting({ trend, driftShare }: Change): boolean {
  return Math.abs(driftShare) > largestDriftShare && trend.p < trendSignificance;
}

/** The standard deviation of a normal distribution over its median absolute deviation. */
const normalPerMad = 1.4826;
/** Standard errors to spare: 97.5 % of the normal distribution, and in practice less, the noise being estimated as well. */
const spare = 1.96;

function restOf(values: readonly number[], cut: number): Change | undefined {
  const rest = values.slice(cut);
  return rest.length < fewestBins ? undefined : changeOf(rest);
}

/** What to say of a cut past half of the series with levels before and after it that differ; undefined if they do not. */
function shiftTrouble({ name, values, binMs }: BinSeries, truncation: Truncation): string | undefined {
  if (!truncation.isPastHalf) return undefined;
  const { at, share, p } = clearestShift(values, Math.ceil(values.length / 2), values.length - 1);
  if (Math.abs(share) <= largestDriftShare || p >= shiftSignificance) return undefined;
  const place = `${seconds(at * binMs)} of ${seconds(values.length * binMs)}`;
  return `${name} was ${percent(Math.abs(share))} ${share > 0 ? 'higher' : 'lower'} after ${place} (${chance(p)})`;
}

function tooShort(fine: BinSeries, { values }: BinSeries): SteadyState {
  const counts = fine.counts ?? fine.values;
  const completions = counts.reduce((sum, count) => sum + count, 0);
  return {
    steady: null,
    cutMs: 0,
    driftShare: 0,
    visibleDriftShare: null,
    reason:
      `cannot tell: ${completions} completions in ${seconds(fine.values.length * fine.binMs)} make ` +
      `${values.length} bins of 5, and a trend takes ${fewestBins}`,
  };
}

function driftText({ name, values, binMs }: BinSeries, { driftShare, trend }: Change): string {
  const way = driftShare > 0 ? 'rose' : 'fell';
  const share = percent(Math.abs(driftShare));
  return `${name} ${way} by ${share} over ${seconds(values.length * binMs)} (${chance(trend.p)})`;
}

function visible({ visibleDriftShare }: Change): string {
  return `one of ${percent(visibleDriftShare)} would probably have been`;
}

function chance(p: number): string {
  return p < 0.0001 ? 'p < 0.0001' : `p = ${p.toFixed(4)}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
