import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Stream } from '../core/random.ts';
import { Deck } from './deck.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

it('deals every position once a round, for every size', () => {
  for (let size = 1; size <= 300; size++) {
    const deck = new Deck(size, new Stream(size, 'deck'));
    for (const round of [0, 1, 977]) {
      const positions = new Set<number>();
      for (let user = round * size; user < (round + 1) * size; user++) {
        const position = deck.positionOf(user);
        if (position < 0 || position >= size) throw new Error(`position ${position} of ${size}`);
        if (deck.roundOf(user) !== round) throw new Error(`user ${user} is not in round ${round} of ${size}`);
        positions.add(position);
      }
      expect(positions.size, `size ${size}, round ${round}`).toBe(size);
    }
  }
});

it('finds the user of a position in a round', () => {
  const sizes = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 24 }));
  fc.assert(
    fc.property(sizes, seeds, fc.nat(2 ** 31), (size, seed, user) => {
      const deck = new Deck(size, new Stream(seed, 'deck'));
      const position = deck.positionOf(user);
      expect(position).toBeGreaterThanOrEqual(0);
      expect(position).toBeLessThan(size);
      expect(deck.userAt(position, deck.roundOf(user))).toBe(user);
    }),
  );
});

it('counts complete rounds only', () => {
  const deck = new Deck(100, new Stream(1, 'deck'));
  expect([0, 99, 100, 199, 200].map((users) => deck.rounds(users))).toEqual([0, 0, 1, 1, 2]);
});

it('orders the rounds differently', () => {
  const deck = new Deck(100, new Stream(1, 'deck'));
  const orders = Array.from({ length: 200 }, (_, round) =>
    Array.from({ length: 100 }, (_, place) => deck.positionOf(round * 100 + place)).join(),
  );
  expect(new Set(orders).size).toBeGreaterThan(190);
});
