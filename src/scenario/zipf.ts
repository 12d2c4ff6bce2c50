import { exp, ln } from '../core/portable-math.ts';
import type { RandomSequence } from '../core/random.ts';

/**
 * Draws ranks 1..size, the k-th as often as k^-exponent, in constant time and memory however many there are.
 * Source: W. Hörmann and G. Derflinger, "Rejection-inversion to generate variates from monotone discrete
 * distributions", ACM TOMACS 6 (1996), pp. 169-184.
 */
export class ZipfRanks {
  readonly #size: number;
  readonly #exponent: number;
  /** The hat's integral at both ends, and how far above a rank's own bar it may be taken at once. */
  readonly #first: number;
  readonly #last: number;
  readonly #squeeze: number;

  /** A whole number of ranks, at least 1; the exponent is above 0. */
  constructor(size: number, exponent: number) {
    this.#size = size;
    this.#exponent = exponent;
    this.#first = this.#integral(1.5) - 1;
    this.#last = this.#integral(size + 0.5);
    this.#squeeze = 2 - this.#inverse(this.#integral(2.5) - this.#hat(2));
  }

  draw(random: RandomSequence): number {
    for (;;) {
      const area = this.#last + random.uniform() * (this.#first - this.#last);
      const x = this.#inverse(area);
      const rank = Math.min(this.#size, Math.max(1, Math.round(x)));
      if (rank - x <= this.#squeeze || area >= this.#integral(rank + 0.5) - this.#hat(rank)) return rank;
    }
  }

  /** x^-exponent */
  #hat(x: number): number {
    return exp(-this.#exponent * ln(x));
  }

  /** The integral of the hat from 1 to x: (x^(1-s) - 1) / (1-s), or ln x where s is 1. */
  #integral(x: number): number {
    const logarithm = ln(x);
    const power = (1 - this.#exponent) * logarithm;
    return logarithm * (Math.abs(power) > small ? (exp(power) - 1) / power : expSeries(power));
  }

  #inverse(area: number): number {
    // Rounding may lead below -1, where there is no logarithm.
    const power = Math.max(-1, area * (1 - this.#exponent));
    return exp(area * (Math.abs(power) > small ? ln(1 + power) / power : lnSeries(power)));
  }
}

/** Below this the differences from 1 lose digits, and a few terms of the series are exact. */
const small = 1e-3;

/** (e^x - 1) / x */
function expSeries(x: number): number {
  return 1 + (x / 2) * (1 + (x / 3) * (1 + (x / 4) * (1 + x / 5)));
}

/** ln(1 + x) / x */
function lnSeries(x: number): number {
  return 1 - x * (1 / 2 - x * (1 / 3 - x * (1 / 4 - x * (1 / 5 - x / 6))));
}
