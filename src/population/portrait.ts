import { conversationFigures } from './portrait/conversations.ts';
import type { Figure } from './portrait/figure.ts';
import { followingFigures } from './portrait/following.ts';
import { growthFigures } from './portrait/growth.ts';
import { postFigures } from './portrait/posts.ts';
import { reactionFigures } from './portrait/reactions.ts';
import type { World } from './world.ts';

/** What the profile claims beside what the world shows: every row of the population's description. */
export function portraitOf(world: World): Figure[] {
  return [growthFigures, followingFigures, postFigures, reactionFigures, conversationFigures].flatMap(
    (figures) => figures(world),
  );
}
