import { pow } from '../../core/portable-math.ts';
import type { RandomSequence } from '../../core/random.ts';
import { end, start } from '../calendar.ts';
import { type Domain, type DomainName, domainStrata } from '../domain.ts';
import type { IdSpace } from '../ids.ts';
import type { World } from '../world.ts';
import { search } from './search.ts';

/** Ordinals from here on belong to no row: their ids are those of nobody. */
const firstMissingOrdinal = 0x8000_0000;
const missingIds = 1e6;

/** An id of no row; where ids carry a time, of any time at all. */
function missingId(space: IdSpace, random: RandomSequence): string {
  const which = random.below(missingIds);
  return space.text(firstMissingOrdinal + which, 0, start + ((which + 0.5) / missingIds) * (end - start));
}

type Requests = World['profile']['requests'];

/**
 * Whose page is asked for, as a share of all ranks: Zipf, mostly uncorrelated with degree (LinkBench, SIGMOD 2013).
 * The density rank^-s has the quantile u^(1 / (1 - s)).
 */
function drawRank({ zipf }: Requests, random: RandomSequence): number {
  return pow(random.uniform(), 1 / (1 - zipf));
}

/** Something with ordinals 0..count-1, each of one stratum, and a value for queries. */
export interface Entity {
  count: number;
  drawOrdinal(random: RandomSequence): number;
  stratumOf(ordinal: number): string;
  valueOf(ordinal: number): string;
  missingValue(random: RandomSequence): string;
  /** Where a stratum is too small to be found by drawing evenly. */
  drawCelebrity?(random: RandomSequence): number;
}

/** The values of an entity, some of them nobody's. */
export function entityDomain(name: DomainName, { missingShare }: Requests, entity: Entity): Domain {
  /** A world too small to have the stratum gives what it has. */
  function ordinalFrom(stratum: string, random: RandomSequence): number {
    if (stratum === 'celebrity' && entity.drawCelebrity) return entity.drawCelebrity(random);
    let last = 0;
    search(entity.count, random, (ordinal) => {
      last = ordinal;
      return entity.stratumOf(ordinal) === stratum;
    });
    return last;
  }
  return {
    name,
    strata: domainStrata[name],
    draw(random) {
      if (entity.count === 0 || random.uniform() < missingShare) {
        return { value: entity.missingValue(random), stratum: 'missing' };
      }
      const ordinal = entity.drawOrdinal(random);
      return { value: entity.valueOf(ordinal), stratum: entity.stratumOf(ordinal) };
    },
    drawFrom(stratum, random) {
      if (entity.count === 0 || stratum === 'missing') return entity.missingValue(random);
      return entity.valueOf(ordinalFrom(stratum, random));
    },
  };
}

export function userEntity(
  { users, society, ids, profile }: World,
  who: 'asked' | 'asker',
  value: 'id' | 'username',
): Entity {
  const celebrities = Math.max(1, Math.floor(users.count / 1000));
  return {
    count: users.count,
    drawOrdinal: (random) =>
      who === 'asker'
        ? society.drawActive(users.count, random)
        : // A fixed stride scatters the ranks over the join order.
          (Math.floor(users.count * drawRank(profile.requests, random)) * 7_368_787) % users.count,
    stratumOf: (user) => {
      if (society.popularityRankOf(user) < celebrities) return 'celebrity';
      const activity = society.activityOf(user);
      return activity < 10 ? 'active' : activity < 70 ? 'median' : 'cold';
    },
    valueOf: (user) => (value === 'id' ? ids.users.text(user) : users.username(user)),
    missingValue: (random) => (value === 'id' ? missingId(ids.users, random) : `nobody${random.below(1e6)}`),
    drawCelebrity: (random) => society.userOfRank(random.below(celebrities)),
  };
}

/** Recent items are asked for most: ranks count back from the newest. */
function drawRecent(count: number, requests: Requests, random: RandomSequence): number {
  return count - 1 - Math.floor(count * drawRank(requests, random));
}

export function postEntity({ posts, users, society, ids, profile }: World): Entity {
  // Posts of the best known per cent: of the few celebrities' there may be none.
  const popular = users.count / 100;
  return {
    count: posts.count,
    drawOrdinal: (random) => drawRecent(posts.count, profile.requests, random),
    stratumOf: (post) => {
      if (society.popularityRankOf(posts.authorOf(post)) < popular) return 'celebrity';
      return post >= posts.count * 0.9 ? 'active' : post >= posts.count * 0.5 ? 'median' : 'cold';
    },
    valueOf: (post) => ids.posts.text(post),
    missingValue: (random) => missingId(ids.posts, random),
  };
}

export function conversationEntity({ conversations, ids, profile }: World): Entity {
  return {
    count: conversations.count,
    drawOrdinal: (random) => drawRecent(conversations.count, profile.requests, random),
    stratumOf: (conversation) => {
      if (conversations.participantsOf(conversation).length >= 8) return 'celebrity';
      const age = conversation / conversations.count;
      return age >= 0.9 ? 'active' : age >= 0.5 ? 'median' : 'cold';
    },
    valueOf: (conversation) => ids.conversations.text(conversation),
    missingValue: (random) => missingId(ids.conversations, random),
  };
}
