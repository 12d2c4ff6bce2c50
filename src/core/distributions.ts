import { exp, ln } from './portable-math.ts';

/**
 * Quantile of the standard normal distribution, relative error about 1e-7.
 * Source: M. J. Wichura, Algorithm AS 241 (PPND7), Applied Statistics 37 (1988).
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (
      (q * (((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)) /
      (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1)
    );
  }
  const tail = Math.sqrt(-ln(q < 0 ? p : 1 - p));
  const r = tail <= 5 ? tail - 1.6 : tail - 5;
  const value =
    tail <= 5
      ? (((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777) /
        ((0.12021132975 * r + 0.7370016425) * r + 1)
      : (((0.017337203997 * r + 0.42868294337) * r + 3.081226386) * r + 6.657905115) /
        ((0.012258202635 * r + 0.24197894225) * r + 1);
  return q < 0 ? -value : value;
}

/** Quantile of the lognormal distribution with the given median; sigma is that of the logarithm. */
export function lognormalQuantile(p: number, median: number, sigma: number): number {
  return median * exp(sigma * normalQuantile(p));
}

/**
 * A quantile function tabulated for speed: linear between `cells` points, exact in the outermost cells,
 * where heavy tails live.
 */
export class QuantileTable {
  readonly #exact: (p: number) => number;
  readonly #cells: number;
  readonly #values: Float64Array;

  /** `exact` must be monotone on (0, 1). */
  constructor(exact: (p: number) => number, cells = 4096) {
    this.#exact = exact;
    this.#cells = cells;
    this.#values = Float64Array.from({ length: cells + 1 }, (_, i) =>
      i === 0 || i === cells ? 0 : exact(i / cells),
    );
  }

  at(p: number): number {
    const place = p * this.#cells;
    const cell = Math.floor(place);
    if (cell === 0 || cell >= this.#cells - 1) return this.#exact(p);
    const from = this.#values[cell]!;
    return from + (this.#values[cell + 1]! - from) * (place - cell);
  }
}

/**
 * Draws an index with probability proportional to its weight, in constant time.
 * Source: A. J. Walker's alias method in M. D. Vose's construction, IEEE TSE 17 (1991).
 */
export class AliasTable {
  readonly size: number;
  readonly #keep: Float64Array;
  readonly #alias: Uint32Array;

  constructor(weights: ArrayLike<number>) {
    this.size = weights.length;
    this.#keep = new Float64Array(this.size).fill(1);
    this.#alias = new Uint32Array(this.size);
    let total = 0;
    for (let i = 0; i < this.size; i++) total += weights[i]!;
    const scaled = Float64Array.from(weights, (weight) => (weight * this.size) / total);
    const small: number[] = [];
    const large: number[] = [];
    for (let i = 0; i < this.size; i++) (scaled[i]! < 1 ? small : large).push(i);
    while (small.length > 0 && large.length > 0) {
      const lesser = small.pop()!;
      const greater = large.at(-1)!;
      this.#keep[lesser] = scaled[lesser]!;
      this.#alias[lesser] = greater;
      scaled[greater] = scaled[greater]! - (1 - scaled[lesser]!);
      if (scaled[greater]! < 1) small.push(large.pop()!);
    }
  }

  /** `u` is uniform in (0, 1). */
  draw(u: number): number {
    const place = u * this.size;
    const index = Math.floor(place);
    return place - index < this.#keep[index]! ? index : this.#alias[index]!;
  }
}

/** Cells of a {@link ShareTable}: they fit into the processor's first cache. */
const shareCells = 1 << 14;

/**
 * Draws an index with probability proportional to its weight, by one look-up and no branch. For few indexes and the
 * hottest loops: the weights are rounded to cells, in such a way that sums of neighbours are off by one cell at most.
 */
export class ShareTable {
  readonly #indexes = new Uint8Array(shareCells);

  /** At most 256 weights. */
  constructor(weights: Float64Array) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let before = 0;
    weights.forEach((weight, index) => {
      const from = Math.round((before / total) * shareCells);
      before += weight;
      this.#indexes.fill(index, from, Math.round((before / total) * shareCells));
    });
  }

  /** `u` is uniform in (0, 1). */
  draw(u: number): number {
    return this.#indexes[Math.floor(u * shareCells)]!;
  }
}

/** Zipf weights 1/(rank+1)^s. */
export function zipfWeights(size: number, s: number): Float64Array {
  return Float64Array.from({ length: size }, (_, rank) => exp(-s * ln(rank + 1)));
}
