import { signedRankInterval } from '../../analysis/compare/hodges-lehmann.ts';

/**
 * `ours` by `theirs`, of figures measured in pairs: the Hodges-Lehmann estimate of the logarithms of their ratios, and its
 * signed-rank interval at 95 %, or what so few rounds can give: `0.96 (94 %: 0.91 to 1.02)`.
 */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): string {
  const logRatios = ours.map((figure, round) => Math.log(figure / theirs[round]!));
  const confidence = Math.min(0.95, 1 - 2 ** (1 - logRatios.length));
  const interval = signedRankInterval(logRatios, confidence);
  const ratio = Math.exp(interval.estimate).toFixed(2);
  if (logRatios.length < 2) return `${ratio} (one round)`;
  const ends = `${Math.exp(interval.low).toFixed(2)} to ${Math.exp(interval.high).toFixed(2)}`;
  return `${ratio} (${(interval.confidence * 100).toFixed(0)} %: ${ends})`;
}
