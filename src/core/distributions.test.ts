import { expect, it } from 'vitest';
import {
  AliasTable,
  lognormalQuantile,
  normalQuantile,
  QuantileTable,
  ShareTable,
  zipfWeights,
} from './distributions.ts';
import { RandomSequence } from './random.ts';

function randomSequence(): RandomSequence {
  const random = new RandomSequence();
  random.seed(1, 2, 3);
  return random;
}

it('knows the normal quantiles of the tables', () => {
  const known: [number, number][] = [
    [0.5, 0],
    [0.8413447460685429, 1],
    [0.975, 1.959963984540054],
    [0.999, 3.090232306167813],
    [1e-9, -5.997807015007686],
    [1e-15, -7.941345326170997],
  ];
  for (const [p, z] of known) expect(normalQuantile(p)).toBeCloseTo(z, 5);
  expect(lognormalQuantile(0.5, 63, 0.8)).toBeCloseTo(63, 9);
});

it('tabulates a quantile function, exactly in the tails', () => {
  const exact = (p: number) => lognormalQuantile(p, 63, 1.2);
  const table = new QuantileTable(exact);
  for (const p of [1e-7, 0.01, 0.3, 0.5, 0.9, 0.99]) expect(table.at(p) / exact(p)).toBeCloseTo(1, 4);
  expect(table.at(1 - 1e-6)).toBe(exact(1 - 1e-6));
});

it('draws by weight', () => {
  const table = new AliasTable([1, 0, 3]);
  const random = randomSequence();
  const counts = [0, 0, 0];
  for (let i = 0; i < 40_000; i++) counts[table.draw(random.uniform())]!++;
  expect(counts[1]).toBe(0);
  expect(counts[2]! / counts[0]!).toBeCloseTo(3, 0);
  expect(Array.from(zipfWeights(3, 1), (weight) => Number(weight.toFixed(12)))).toEqual([
    1, 0.5, 0.333333333333,
  ]);
});

it('draws by weight, rounded', () => {
  const weights = Float64Array.from({ length: 100 }, (_, i) => 1 / (i + 3));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const table = new ShareTable(weights);
  const draws = 1 << 16;
  const shares = new Float64Array(100);
  for (let i = 0; i < draws; i++) shares[table.draw((i + 0.5) / draws)]! += 1 / draws;
  let [drawn, wanted] = [0, 0];
  weights.forEach((weight, i) => {
    drawn += shares[i]!;
    wanted += weight / total;
    expect(Math.abs(drawn - wanted)).toBeLessThan(1 / (1 << 14));
  });
});
