import { expect, it } from 'vitest';
import { DistinctSet } from './distinct-set.ts';
import { RandomSequence, Stream } from './random.ts';

it('is a pure function of seed, name, ordinal and lane, with these exact bits', () => {
  const stream = new Stream(42, 'users');
  expect([stream.u32(0), stream.u32(1), stream.u32(0, 1), stream.u32(2 ** 40)]).toMatchInlineSnapshot(`
    [
      1333979653,
      58887819,
      1584038338,
      339615632,
    ]
  `);
  expect(new Stream(42, 'users').u32(7)).toBe(stream.u32(7));
  expect(new Stream(43, 'users').u32(7)).not.toBe(stream.u32(7));
  expect(new Stream(42, 'posts').u32(7)).not.toBe(stream.u32(7));
  const sequence = stream.sequence(5);
  expect([sequence.u32(), sequence.u32(), sequence.below(10)]).toMatchInlineSnapshot(`
    [
      2972387960,
      2318723919,
      8,
    ]
  `);
});

it('is uniform over ordinals and independent between lanes', () => {
  const stream = new Stream(1, 'test');
  const draws = 100_000;
  const buckets = new Array<number>(16).fill(0);
  let product = 0;
  for (let i = 0; i < draws; i++) {
    buckets[stream.below(16, i)]!++;
    product += (stream.uniform(i, 0) - 0.5) * (stream.uniform(i, 1) - 0.5);
  }
  const expected = draws / 16;
  const chiSquare = buckets.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(37.7); // 15 degrees of freedom, p = 0.001
  expect(Math.abs(product / draws) * 12).toBeLessThan(0.02);
});

it('keeps a set of distinct integers through growth and reuse', () => {
  const set = new DistinctSet();
  const random = new RandomSequence();
  random.seed(1, 2, 3);
  for (let round = 0; round < 3; round++) {
    set.clear();
    const reference = new Set<number>();
    for (let i = 0; i < 500; i++) {
      const value = random.below(400);
      expect(set.add(value)).toBe(!reference.has(value));
      reference.add(value);
    }
    expect(set.size).toBe(reference.size);
  }
});
