import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomSequence } from '../core/random.ts';
import { defaultProfile } from './profile.ts';
import { Society } from './society.ts';

function sequence(seed: number): RandomSequence {
  const random = new RandomSequence();
  random.seed(seed, 1, 2);
  return random;
}

describe.each([1, 2, 3, 10, 99, 100, 101, 151, 1000, 1234])('a society of %i', (users) => {
  const society = new Society(7, users, defaultProfile);

  it('gives everybody a popularity rank of their own', () => {
    const ranks = Array.from({ length: users }, (_, user) => society.popularityRankOf(user));
    expect(new Set(ranks).size).toBe(users);
    expect(Math.max(...ranks)).toBeLessThan(Math.ceil(users / 100) * 100);
    ranks.forEach((rank, user) => {
      expect(society.userOfRank(rank)).toBe(user);
    });
  });

  it('draws only those who have joined', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: users }), fc.nat(), (alive, seed) => {
        const random = sequence(seed);
        expect(society.drawActive(alive, random)).toBeLessThan(alive);
        expect(society.drawPopular(alive, random)).toBeLessThan(alive);
        const community = society.communityOf(alive - 1);
        const neighbour = society.drawNeighbour(community, alive, random);
        if (neighbour !== undefined) {
          expect(neighbour).toBeLessThan(alive);
          expect(society.communityOf(neighbour)).toBe(community);
        }
      }),
    );
  });

  it('lets everybody act', () => {
    const random = sequence(users);
    const seen = new Set<number>();
    for (let draw = 0; draw < users * 400; draw++) seen.add(society.drawActive(users, random));
    expect(seen.size).toBeGreaterThan(users * 0.97);
  });

  it('shares out about as much attention as there is', () => {
    let sum = 0;
    for (let user = 0; user < users; user++) sum += society.attentionOf(user);
    if (users >= 99) expect(sum / users).toBeCloseTo(1, 0);
    else expect(sum / users).toBeLessThan(7);
  });
});
