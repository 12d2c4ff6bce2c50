import { formatCount, formatSignificant } from '../../core/units.ts';
import { glue } from '../text.ts';
import type { EstimatedRatio, JudgedRatio } from './ratio.ts';

/**
 * A verdict with its figures, for a table: `1.84x faster [1.79, 1.90]`, `at least 40.2x faster [38.0, ∞]`,
 * `equivalent, 1.01x [0.99, 1.03]`; of bounds on both sides of the middle the interval alone. What is not called faster is
 * a ratio of times: above 1 is slower.
 */
export function verdictText(ratio: JudgedRatio): string {
  switch (ratio.verdict) {
    case 'faster':
    case 'slower':
      return `${directedText(ratio, ratio.verdict)} ${intervalText(ratio, ratio.verdict)}`;
    default:
      return `${ratio.verdict}${undirectedText(ratio)}`;
  }
}

/**
 * The same of an amount, of which above 1 is more: `more, 1.14x [1.10, 1.19]`, `less, 0.71x [0.68, 0.75]`,
 * `equivalent, 1.00x [0.99, 1.01]`.
 */
export function amountVerdictText(ratio: JudgedRatio): string {
  const words = { slower: 'more', faster: 'less', equivalent: 'equivalent', inconclusive: 'inconclusive' };
  return `${words[ratio.verdict]}${undirectedText(ratio)}`;
}

function undirectedText(ratio: JudgedRatio): string {
  const { low, high } = ratio.interval;
  const interval = intervalText(ratio, 'slower');
  if (ratio.ratio !== null) return `, ${boundText(ratio)} ${interval}`;
  return low === null && high === null ? ', unknown' : ` ${interval}`;
}

/** The same without an interval: `1.84x faster`, `equivalent`, `inconclusive`. */
export function shortVerdictText(ratio: JudgedRatio): string {
  const { verdict } = ratio;
  return verdict === 'faster' || verdict === 'slower' ? directedText(ratio, verdict) : verdict;
}

/** The same of an amount: `14 % more`, `equivalent`, `inconclusive`. */
export function shortAmountText(ratio: JudgedRatio): string {
  const { verdict } = ratio;
  return verdict === 'faster' || verdict === 'slower' ? amountWords(ratio) : verdict;
}

/** An estimate without a verdict: `1.84x faster [1.79, 1.90]`; `1.02x [0.97, 1.08]` where the interval holds 1. */
export function estimateText(ratio: EstimatedRatio): string {
  if (ratio.ratio === null) return 'unknown';
  const { low, high } = ratio.interval;
  if (high !== null && high < 1) return `${directedText(ratio, 'faster')} ${intervalText(ratio, 'faster')}`;
  if (low !== null && low > 1) return `${directedText(ratio, 'slower')} ${intervalText(ratio, 'slower')}`;
  return `${boundText(ratio)} ${intervalText(ratio, 'slower')}`;
}

/** For a sentence: `1.8 times as fast`, `at least 40 times as fast`. */
export function fasterWords({ ratio, atLeast }: EstimatedRatio): string {
  return `${atLeast ? 'at least ' : ''}${times(1 / ratio!, atLeast)} times as fast`;
}

/** For a sentence: `6 % slower`, `at least 30 % slower`, `2.4 times as slow`. */
export function slowerWords({ ratio, atLeast }: EstimatedRatio): string {
  const bound = atLeast ? 'at least ' : '';
  return ratio! < 2
    ? `${bound}${percentOver(ratio!, atLeast ? Math.floor : Math.round)} slower`
    : `${bound}${times(ratio!, atLeast)} times as slow`;
}

/** Of an amount, for a sentence: `12 % more`, `29 % less`, `2.4 times as much`. */
export function amountWords({ ratio }: EstimatedRatio): string {
  if (ratio! >= 2) return `${times(ratio!, false)} times as much`;
  return ratio! > 1
    ? `${percentOver(ratio!, Math.round)} more`
    : `${percentOver(2 - ratio!, Math.round)} less`;
}

/** A margin or a visible effect, rounded up, so that no more is promised than was seen: `5 %`, `a factor of 2.3`. */
export function effectWords(ratio: number): string {
  if (ratio >= 2) return `a factor of ${(Math.ceil(ratio * 10 - 1e-6) / 10).toFixed(1)}`;
  return percentOver(ratio, (percent) => Math.ceil(percent - 1e-6));
}

function percentOver(ratio: number, rounded: (percent: number) => number): string {
  return `${formatCount(rounded((ratio - 1) * 100))}${glue}%`;
}

function directedText({ ratio, atLeast }: EstimatedRatio, direction: 'faster' | 'slower'): string {
  const factor = direction === 'faster' ? 1 / ratio! : ratio!;
  return `${atLeast ? 'at least ' : ''}${factorText(factor, atLeast)}x ${direction}`;
}

/** A ratio of times of which only a bound may be known, away from 1. */
function boundText({ ratio, atLeast }: EstimatedRatio): string {
  const sign = !atLeast ? '' : ratio! >= 1 ? '≥ ' : '≤ ';
  return `${sign}${decimals(ratio!)}x`;
}

/** A bound is rounded towards what it claims less. */
function factorText(factor: number, isBound: boolean): string {
  return formatSignificant(isBound ? roundedDown(factor, 3) : factor);
}

function intervalText({ interval: { low, high } }: EstimatedRatio, direction: 'faster' | 'slower'): string {
  const [from, to] = direction === 'slower' ? [low, high] : [inverse(high), inverse(low)];
  return `[${from === null ? '0' : decimals(from)}, ${to === null ? '∞' : decimals(to)}]`;
}

function inverse(ratio: number | null): number | null {
  return ratio === null ? null : 1 / ratio;
}

/** Two decimals tell ratios near 1 apart; three digits of more do. */
function decimals(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(2) : formatSignificant(ratio);
}

function times(factor: number, isBound: boolean): string {
  const value = isBound ? roundedDown(factor, 2) : factor;
  if (value >= 9.95) return formatCount(Number(value.toPrecision(2)));
  return value < 1.2 ? value.toFixed(2) : value.toFixed(1);
}

function roundedDown(value: number, digits: number): number {
  const unit = 10 ** (digits - 1 - Math.floor(Math.log10(value)));
  return Math.floor(value * unit + 1e-9) / unit;
}
