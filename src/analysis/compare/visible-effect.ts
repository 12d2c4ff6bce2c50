import { normalQuantile } from '../../core/distributions.ts';
import { signedRankInterval } from './hodges-lehmann.ts';

/** What a difference has to pass to be called one. */
export interface DetectionLimits {
  /** One-sided, of a signed-rank test. */
  readonly p: number;
  /** ln of the least ratio that matters. */
  readonly logMargin: number;
}

const foundShare = 0.9;

/**
 * The smallest difference that blocks with this spread would probably have shown, in about nine of ten runs; in ln units.
 * Infinite with too few blocks.
 *
 * A shift is found when it lifts the estimate over the margin and the lower end of the interval over 0; the longer way of
 * the two, and 1.28 standard errors (nine tenths of the normal distribution) for the luck of the draw. The standard error
 * is taken from the width of the same interval, so that single wild blocks count no more here than in the test.
 */
export function visibleEffect(differences: readonly number[], { p, logMargin }: DetectionLimits): number {
  const { estimate, low, high, confidence } = signedRankInterval(differences, 1 - 2 * p);
  const toSignificance = estimate - low;
  if (!Number.isFinite(toSignificance) || !Number.isFinite(high)) return Infinity;
  const deviation = (high - low) / 2 / -normalQuantile((1 - confidence) / 2);
  return Math.max(toSignificance, logMargin) + normalQuantile(foundShare) * deviation;
}
