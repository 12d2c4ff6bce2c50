import fc from 'fast-check';
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { expect, it } from 'vitest';
import { highestLatencyNs, LatencyHistogram } from './histogram.ts';

const latencies = fc.array(
  fc.maxSafeInteger().map((n) => Math.abs(n) % highestLatencyNs),
  { minLength: 1 },
);

it('finds every rank to three significant digits, far above 2^32 as well', () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const histogram = new LatencyHistogram();
      for (const value of values) histogram.record(value);
      const sorted = values.toSorted((a, b) => a - b);
      sorted.forEach((value, index) => {
        const found = histogram.atRankNs(index + 1);
        expect(found).toBeGreaterThanOrEqual(value);
        expect(found).toBeLessThanOrEqual(value * 1.001);
      });
      expect(histogram.maxNs).toBe(sorted.at(-1));
      expect(histogram.count).toBe(values.length);
    }),
  );
});

it.each([2, 3] as const)('counts as the library does, to %i digits', (digits) => {
  const edges = fc.nat(41).chain((bits) => fc.nat(2).map((by) => 2 ** bits - 1 + by));
  const values = fc.array(
    fc.oneof(
      edges,
      fc.maxSafeNat().map((n) => n % highestLatencyNs),
    ),
  );
  fc.assert(
    fc.property(values, (values) => {
      const ours = new LatencyHistogram(digits);
      const theirs = build({
        lowestDiscernibleValue: 1,
        highestTrackableValue: highestLatencyNs,
        numberOfSignificantValueDigits: digits,
        bitBucketSize: 32,
      });
      for (const value of values) {
        ours.record(value);
        theirs.recordValue(value);
      }
      expect(ours.encode()).toBe(encodeIntoCompressedBase64(theirs));
    }),
  );
});

it('survives encoding, merging and resetting', () => {
  fc.assert(
    fc.property(latencies, latencies, (left, right) => {
      const [a, b, both] = [new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram()];
      for (const value of left) a.record(value);
      for (const value of right) b.record(value);
      for (const value of [...left, ...right]) both.record(value);
      a.add(b);
      expect(a.encode()).toBe(both.encode());
      expect(a.maxNs).toBe(both.maxNs);
      expect(LatencyHistogram.decode(a.encode()).encode()).toBe(a.encode());
      a.reset();
      expect([a.count, a.maxNs, a.encode()]).toEqual([0, 0, new LatencyHistogram().encode()]);
    }),
  );
});

it('keeps what is out of range at the edge', () => {
  const histogram = new LatencyHistogram();
  histogram.record(-5);
  histogram.record(2 * highestLatencyNs);
  expect([histogram.atRankNs(1), histogram.atRankNs(2)]).toEqual([0, highestLatencyNs]);
});
