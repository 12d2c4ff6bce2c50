import { expect, it } from 'vitest';
import { Reactions } from './reactions.ts';

it('keeps what was added, also as it grows, and forgets it when cleared', () => {
  const reactions = new Reactions();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 1000; i++) reactions.add(i, i + 0.5, 2 * i);
    expect(reactions.count).toBe(1000);
    expect([reactions.user[999], reactions.timeMs[999], reactions.object[999]]).toEqual([999, 999.5, 1998]);
    reactions.clear();
    expect(reactions.count).toBe(0);
  }
});
