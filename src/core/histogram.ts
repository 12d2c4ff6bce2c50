import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

/** One hour: longer latencies are recorded as this. */
export const highestLatencyNs = 3.6e12;

/**
 * Latencies from 1 ns to 1 h, each to `digits` significant digits (an HdrHistogram): constant memory (136 kB at
 * three digits, 17 kB at two), no allocation when recording, mergeable without loss.
 */
export class LatencyHistogram {
  readonly #histogram: Histogram;
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
    this.#histogram.recordValue(ns);
  }

  add(other: LatencyHistogram): void {
    // The library would add counts of an empty histogram harmlessly but take over its lack of a minimum.
    if (other.count > 0) this.#histogram.add(other.#histogram);
    this.#maxNs = Math.max(this.#maxNs, other.#maxNs);
  }

  reset(): void {
    this.#histogram.reset();
    this.#maxNs = 0;
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  /** Exact, unlike everything else here. 0 when empty. */
  get maxNs(): number {
    return this.#maxNs;
  }

  /** To the histogram's resolution. 0 when empty. */
  get meanNs(): number {
    return this.#histogram.mean;
  }

  /** The `rank`-th smallest latency (from 1), to the histogram's resolution, never above the maximum. */
  atRankNs(rank: number): number {
    // Half a rank below, so that the library's rounding up from a percentage lands on the rank.
    const ns = this.#histogram.getValueAtPercentile(((rank - 0.5) / this.count) * 100);
    return Math.min(ns, this.maxNs);
  }

  /** HdrHistogram's V2 compressed format in base64, as other tools read it. */
  encode(): string {
    return encodeIntoCompressedBase64(this.#histogram);
  }
}
