import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

/** One hour: longer latencies are recorded as this. */
export const highestLatencyNs = 3.6e12;

/** Bits of a value that are kept behind its first one, so that so many decimal digits are told apart. */
const keptBits = { 2: 7, 3: 10 } as const;
const highestBits = Math.ceil(Math.log2(highestLatencyNs));

/**
 * Latencies from 1 ns to 1 h, each to `digits` significant digits (an HdrHistogram): constant memory (272 kB at
 * three digits, 34 kB at two), no allocation when recording, mergeable without loss.
 *
 * The library takes some 70 ns a value, for logarithms and powers, and open load records four values an operation. Here
 * values are counted in the library's own buckets, and it is told when something is read.
 */
export class LatencyHistogram {
  readonly #histogram: Histogram;
  readonly #keptBits: number;
  /** What the library was not told yet, by bucket. */
  readonly #untold: Uint32Array;
  #isUntold = false;
  #maxNs = 0;

  constructor(digits: 2 | 3 = 3, histogram?: Histogram) {
    this.#histogram =
      histogram ??
      build({
        lowestDiscernibleValue: 1,
        highestTrackableValue: highestLatencyNs,
        numberOfSignificantValueDigits: digits,
        bitBucketSize: 32,
        autoResize: false,
      });
    this.#keptBits = keptBits[digits];
    this.#untold = new Uint32Array((highestBits - this.#keptBits + 1) << this.#keptBits);
  }

  /** From {@link encode}, or from any tool that writes HdrHistogram's V2 compressed base64. */
  static decode(base64: string): LatencyHistogram {
    const histogram = decodeFromCompressedBase64(base64, 32, false, highestLatencyNs);
    const decoded = new LatencyHistogram(3, histogram);
    decoded.#maxNs = histogram.maxValue;
    return decoded;
  }

  /** The exact maximum, which {@link encode} keeps to the histogram's resolution only. */
  restoreMax(maxNs: number): void {
    this.#maxNs = maxNs;
  }

  record(latencyNs: number): void {
    // Less than zero cannot come from a monotonic clock; a run must not die of it all the same.
    const ns = latencyNs < highestLatencyNs ? Math.max(0, latencyNs) : highestLatencyNs;
    if (ns > this.#maxNs) this.#maxNs = ns;
    this.#untold[this.#bucketOf(ns)]!++;
    this.#isUntold = true;
  }

  add(other: LatencyHistogram): void {
    // The library would add counts of an empty histogram harmlessly but take over its lack of a minimum.
    if (other.count > 0) this.#told.add(other.#told);
    this.#maxNs = Math.max(this.#maxNs, other.#maxNs);
  }

  reset(): void {
    this.#histogram.reset();
    this.#untold.fill(0);
    this.#isUntold = false;
    this.#maxNs = 0;
  }

  get count(): number {
    return this.#told.totalCount;
  }

  /** Exact, unlike everything else here. 0 when empty. */
  get maxNs(): number {
    return this.#maxNs;
  }

  /** To the histogram's resolution. 0 when empty. */
  get meanNs(): number {
    return this.#told.mean;
  }

  /** The `rank`-th smallest latency (from 1), to the histogram's resolution, never above the maximum. */
  atRankNs(rank: number): number {
    // Half a rank below, so that the library's rounding up from a percentage lands on the rank.
    const ns = this.#told.getValueAtPercentile(((rank - 0.5) / this.count) * 100);
    return Math.min(ns, this.maxNs);
  }

  /** HdrHistogram's V2 compressed format in base64, as other tools read it. */
  encode(): string {
    return encodeIntoCompressedBase64(this.#told);
  }

  /** Values below 2 ** (keptBits + 1) have a bucket each; above, each power of two has 2 ** keptBits of them. */
  #bucketOf(ns: number): number {
    const bits = this.#keptBits;
    // Bit operations are on 32 bits; a latency may have 42, of which at least the last 10 are not kept then.
    const isLong = ns >= 2 ** 32;
    const value = isLong ? Math.floor(ns / 2 ** 10) : ns;
    const shift = Math.max(0, 31 - Math.clz32(value) - bits);
    return ((isLong ? shift + 10 : shift) << bits) + (value >>> shift);
  }

  get #told(): Histogram {
    if (!this.#isUntold) return this.#histogram;
    const bits = this.#keptBits;
    this.#untold.forEach((count, bucket) => {
      if (count === 0) return;
      const shift = Math.max(0, (bucket >> bits) - 1);
      this.#histogram.recordValueWithCount((bucket - (shift << bits)) * 2 ** shift, count);
    });
    this.#untold.fill(0);
    this.#isUntold = false;
    return this.#histogram;
  }
}
