import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SlowestOperations, slowestKept } from './slowest.ts';

/** As the recorder does: it asks for the threshold first. */
function kept(latenciesNs: readonly number[]): SlowestOperations {
  const slowest = new SlowestOperations();
  for (const [startMs, latencyNs] of latenciesNs.entries()) {
    if (latencyNs <= slowest.thresholdNs) continue;
    slowest.add({ latencyNs, isCensored: false, stratum: 0, values: [`${startMs}`], startMs });
  }
  return slowest;
}

it('keeps all while they are few', () => {
  const slowest = kept([5, 9, 7]);
  expect(slowest.operations.map(({ latencyNs, values }) => [latencyNs, values])).toEqual([
    [9, ['1']],
    [7, ['2']],
    [5, ['0']],
  ]);
  expect(slowest.thresholdNs).toBe(-1);
});

it('keeps the ten slowest, slowest first, and of equals those that came first', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { maxLength: 100 }), (latenciesNs) => {
      const sorted = latenciesNs
        .map((latencyNs, startMs) => [latencyNs, startMs] as const)
        .sort(([a, first], [b, second]) => b - a || first - second);
      const slowest = kept(latenciesNs);
      expect(slowest.operations.map(({ latencyNs, startMs }) => [latencyNs, startMs])).toEqual(
        sorted.slice(0, slowestKept),
      );
      expect(slowest.thresholdNs).toBe(sorted[slowestKept - 1]?.[0] ?? -1);
    }),
    { numRuns: 200, seed: 1 },
  );
});
