import { expect, it } from 'vitest';
import { isWithin } from './portrait/figure.ts';
import { portraitOf } from './portrait.ts';
import { defaultProfile } from './profile.ts';
import { World } from './world.ts';

it.each([1, 42])('shows what the default profile claims, seed %i', (seed) => {
  const figures = portraitOf(new World({ seed, users: 50_000 }));
  expect(figures.filter((figure) => !isWithin(figure))).toEqual([]);
  expect(figures.length).toBeGreaterThan(25);
});

it('sees when the claim is not what was generated', () => {
  const tame = new World({
    seed: 1,
    users: 50_000,
    profile: { ...defaultProfile, posts: { ...defaultProfile.posts, shareOfTopTenth: 0.2 } },
  });
  const claimed = { ...tame, profile: defaultProfile } as World;
  const wrong = portraitOf(claimed).filter((figure) => !isWithin(figure));
  expect(wrong.map(({ topic }) => topic)).toContain('who posts');
});
