import { conversationFigures } from './portrait/conversations.ts';
import type { Figure } from './portrait/figure.ts';
import { followingFigures } from './portrait/following.ts';
import { growthFigures } from './portrait/growth.ts';
import { hashtagFigures } from './portrait/hashtags.ts';
import { postFigures } from './portrait/posts.ts';
import { reactionFigures } from './portrait/reactions.ts';
import { requestFigures } from './portrait/requests.ts';
import { userFigures } from './portrait/users.ts';
import type { World } from './world.ts';

/** Measures a part of the figures; yields now and then the share of its work that is done. */
type Measurement = (world: World) => Generator<number, Figure[]>;

const measurements: readonly Measurement[] = [
  followingFigures,
  ...[
    growthFigures,
    userFigures,
    postFigures,
    hashtagFigures,
    reactionFigures,
    conversationFigures,
    requestFigures,
  ].map(
    (figures): Measurement =>
      // biome-ignore lint/correctness/useYield: done in a moment, whatever the size of the world
      function* (world) {
        return figures(world);
      },
  ),
];

/**
 * What the profile claims beside what the world shows: every row of the population's description. Follows are counted
 * to the last, which takes seconds from some hundred thousand users on; all else is sampled. Yields the share done.
 */
export function* drawPortrait(world: World): Generator<number, Figure[]> {
  const figures: Figure[] = [];
  for (const measure of measurements) {
    figures.push(...(yield* measure(world)));
    yield 1;
  }
  return figures;
}

export function portraitOf(world: World): Figure[] {
  const drawing = drawPortrait(world);
  for (;;) {
    const step = drawing.next();
    if (step.done) return step.value;
  }
}
