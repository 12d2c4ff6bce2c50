import type { RandomSequence } from '../../core/random.ts';
import { type DomainName, domainStrata, nothingOf, type RowDomain } from '../domain.ts';
import type { World } from '../world.ts';
import { conversationEntity, type Entity, postEntity, userEntity } from './entities.ts';
import { search } from './search.ts';

/** A row as two ordinals: a user, and the user, post or conversation that the user has to do with. */
type Pair = readonly [user: number, other: number];

/** Where the rows of a table come from: each belongs to a parent. */
interface PairSource {
  columns: readonly [DomainName, DomainName];
  /** What the second ordinals are; a row is of the stratum of that. */
  others: Entity;
  parents: number;
  drawParent(random: RandomSequence): number;
  /** One of the rows of a parent, or undefined when it has none. */
  drawPair(parent: number, random: RandomSequence): Pair | undefined;
}

/** So many parents are drawn until one has a row; most have. */
const attempts = 1000;

function rowDomain({ ids }: World, { columns, others, ...source }: PairSource): RowDomain {
  const strata = domainStrata[columns[0]];
  const valuesOf = ([user, other]: Pair) => [ids.users.text(user), others.valueOf(other)];

  /** A row of a stratum, or of any; of another where the world is too small to have it. */
  function searched(stratum: string | undefined, random: RandomSequence): Pair {
    let last: Pair | undefined;
    search(source.parents, random, (parent) => {
      const pair = source.drawPair(parent, random);
      last = pair ?? last;
      return pair !== undefined && (stratum === undefined || others.stratumOf(pair[1]) === stratum);
    });
    if (!last) throw nothingOf(columns.join(' and '));
    return last;
  }

  function requested(random: RandomSequence): Pair {
    for (let attempt = 0; attempt < attempts && source.parents > 0; attempt++) {
      const pair = source.drawPair(source.drawParent(random), random);
      if (pair) return pair;
    }
    return searched(undefined, random);
  }

  return {
    columns,
    strata,
    draw(random) {
      const pair = requested(random);
      return { values: valuesOf(pair), stratum: others.stratumOf(pair[1]) };
    },
    drawFrom: (stratum, random) => valuesOf(searched(stratum, random)),
  };
}

/** Likes of posts, by the request distribution of posts. */
export function likeRows(world: World): RowDomain {
  const posts = postEntity(world);
  return rowDomain(world, {
    columns: ['like.user_id', 'like.post_id'],
    others: posts,
    parents: posts.count,
    drawParent: (random) => posts.drawOrdinal(random),
    drawPair(post, random) {
      const { count, user } = world.audience.likesOf(post);
      return count > 0 ? [user[random.below(count)]!, post] : undefined;
    },
  });
}

/** Follows that the active bring about, of the strata of whom they follow. */
export function followRows(world: World): RowDomain {
  const { society, users, follows } = world;
  return rowDomain(world, {
    columns: ['follow.follower_id', 'follow.following_id'],
    others: userEntity(world, 'asked', 'id'),
    parents: users.count,
    drawParent: (random) => society.drawActive(users.count, random),
    drawPair(joiner, random) {
      const { count, user, object } = follows.of(joiner);
      const which = random.below(count);
      return count > 0 ? [user[which]!, object[which]!] : undefined;
    },
  });
}

/** Members of conversations, by the request distribution of conversations. */
export function participantRows(world: World): RowDomain {
  const conversations = conversationEntity(world);
  return rowDomain(world, {
    columns: ['participant.user_id', 'participant.conversation_id'],
    others: conversations,
    parents: conversations.count,
    drawParent: (random) => conversations.drawOrdinal(random),
    drawPair(conversation, random) {
      const people = world.conversations.participantsOf(conversation);
      return [people[random.below(people.length)]!, conversation];
    },
  });
}
