import { mean } from '../core/statistics.ts';

/**
 * Whether a series looks like a warm-up that ends well within its first half, y = level + height e^(-t / tau) with tau up to a
 * tenth of the series, rather than like a straight line: by least squares, and clearly, the difference being nine times
 * the variance of the noise (about 90 times as likely). Both have two coefficients; tau is tried at six values.
 */
export function looksLikeWarmUp(values: readonly number[]): boolean {
  const { length } = values;
  const line = leftBy(values, (i) => i);
  const noiseVariance = line / (length - 2);
  const warmUp = Math.min(
    ...[60, 40, 30, 20, 15, 10].map((share) => leftBy(values, (i) => Math.exp((-i * share) / length))),
  );
  return line - warmUp > clearly * Math.min(noiseVariance, warmUp / (length - 2));
}

const clearly = 9;

/** Sum of squares that the best multiple of a shape, plus a level, leaves unexplained. */
function leftBy(values: readonly number[], shape: (i: number) => number): number {
  const shapes = values.map((_, i) => shape(i));
  const shapeMean = mean(shapes);
  const valueMean = mean(values);
  let together = 0;
  let shapeSquares = 0;
  let valueSquares = 0;
  for (let i = 0; i < values.length; i++) {
    together += (shapes[i]! - shapeMean) * (values[i]! - valueMean);
    shapeSquares += (shapes[i]! - shapeMean) ** 2;
    valueSquares += (values[i]! - valueMean) ** 2;
  }
  return Math.max(0, valueSquares - together ** 2 / shapeSquares);
}
