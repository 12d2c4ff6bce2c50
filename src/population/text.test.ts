import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RandomSequence } from '../core/random.ts';
import type { ByteSink } from './text.ts';
import { World } from './world.ts';

const { text } = new World({ seed: 1, users: 1 });

/** What is written for a length, beginning at a place of the sink. */
function written(length: number, at: number, seed: number): string {
  const bytes = new Uint8Array(1 << 20);
  const sink: ByteSink = { bytes, view: new DataView(bytes.buffer), length: at, reserve: () => {} };
  const random = new RandomSequence();
  random.seed(seed, 2, 3);
  text.write(random, length, sink);
  return Buffer.from(sink.bytes.subarray(at, sink.length)).toString();
}

it('writes the same wherever in the sink it stands, for lengths next to whole numbers too', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5, max: 80 }),
      fc.constantFrom(-1e-9, -1e-12, -1e-14, 0, 1e-14, 1e-12, 1e-9),
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.nat(200),
      (length, off, at, seed) => {
        expect(written(length + off, at, seed)).toBe(written(length + off, 0, seed));
      },
    ),
    { numRuns: 2000 },
  );
});

it('writes about as much as it is asked for, at least a word', () => {
  for (const length of [0, 1, 20, 63, 280, 2000]) {
    const lengths = Array.from({ length: 200 }, (_, seed) => [...written(length, 0, seed)].length);
    const mean = lengths.reduce((sum, characters) => sum + characters, 0) / lengths.length;
    expect(mean).toBeGreaterThan(Math.max(1, length * 0.9 - 6));
    expect(mean).toBeLessThan(length * 1.1 + 8);
  }
});
