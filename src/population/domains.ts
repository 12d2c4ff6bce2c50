import { AliasTable, zipfWeights } from '../core/distributions.ts';
import { pow } from '../core/portable-math.ts';
import type { RandomSequence } from '../core/random.ts';
import { end, start } from './calendar.ts';
import { type Domain, type DomainName, type Domains, domainStrata } from './domain.ts';
import { hashtagMonthMs } from './hashtags.ts';
import type { IdSpace } from './ids.ts';
import type { World } from './world.ts';

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
interface Entity {
  count: number;
  drawOrdinal(random: RandomSequence): number;
  stratumOf(ordinal: number): string;
  valueOf(ordinal: number): string;
  missingValue(random: RandomSequence): string;
  /** Where a stratum is too small to be found by drawing evenly. */
  drawCelebrity?(random: RandomSequence): number;
}

function entityDomain(name: DomainName, { missingShare }: Requests, entity: Entity): Domain {
  /** Draws evenly until the stratum fits. A world too small to have it gives what it has. */
  function search(stratum: string, random: RandomSequence): number {
    let ordinal = 0;
    for (let attempt = 0; attempt < 2000; attempt++) {
      ordinal = random.below(entity.count);
      if (entity.stratumOf(ordinal) === stratum) break;
    }
    return ordinal;
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
      const isRare = stratum === 'celebrity' && entity.drawCelebrity;
      return entity.valueOf(isRare ? entity.drawCelebrity!(random) : search(stratum, random));
    },
  };
}

function userEntity(
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

function postEntity({ posts, users, society, ids, profile }: World): Entity {
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

function conversationEntity({ conversations, ids, profile }: World): Entity {
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

type TermStratum = (typeof domainStrata)['search.phrase'][number];

function termDomain(
  name: 'hashtag' | 'search.phrase',
  terms: Readonly<Record<TermStratum, readonly string[]>>,
  weights: Readonly<Record<TermStratum, number>>,
): Domain {
  const strata = domainStrata[name];
  const choice = new AliasTable(strata.map((stratum) => weights[stratum]));
  const drawFrom = (stratum: TermStratum, random: RandomSequence) =>
    terms[stratum][random.below(terms[stratum].length)] ?? terms.missing[0]!;
  return {
    name,
    strata,
    draw(random) {
      const stratum = strata[choice.draw(random.uniform())]!;
      return { value: drawFrom(stratum, random), stratum };
    },
    drawFrom: (stratum, random) => drawFrom(stratum as TermStratum, random),
  };
}

const commonTags = 25;
const mediumTags = 300;

function hashtagDomain(world: World): Domain {
  const uses = hashtagUses(world);
  const byUse = world.vocabulary.hashtags
    .map((tag, index) => ({ tag, uses: uses[index]! }))
    .sort((one, other) => other.uses - one.uses);
  const tags = byUse.map(({ tag }) => tag);
  const terms = {
    common: tags.slice(0, commonTags),
    medium: tags.slice(commonTags, mediumTags),
    rare: tags.slice(mediumTags),
    missing: ['nosuchtag', 'neverused'],
  };
  const mass = (from: number, to?: number) => byUse.slice(from, to).reduce((sum, { uses }) => sum + uses, 0);
  const present = mass(0);
  return termDomain('hashtag', terms, {
    common: mass(0, commonTags),
    medium: mass(commonTags, mediumTags),
    rare: mass(mediumTags),
    missing: present * world.profile.requests.missingShare,
  });
}

/** How often each hashtag is used in all, relative to the others; flash mobs, of some days, not counted. */
function hashtagUses({ hashtags, posts, profile }: World): Float64Array {
  const zipf = zipfWeights(hashtags.size, profile.hashtags.zipf);
  const uses = new Float64Array(hashtags.size);
  for (let month = 0; start + month * hashtagMonthMs < end; month++) {
    const from = start + month * hashtagMonthMs;
    const postsOfMonth = posts.countAt(from + hashtagMonthMs) - posts.countAt(from);
    zipf.forEach((weight, rank) => {
      uses[hashtags.at(rank, month)]! += weight * postsOfMonth;
    });
  }
  return uses;
}

/** All parameter domains of a world. */
export function domainsOf(world: World): Domains {
  const { requests } = world.profile;
  return {
    'user.id': entityDomain('user.id', requests, userEntity(world, 'asked', 'id')),
    'user.username': entityDomain('user.username', requests, userEntity(world, 'asked', 'username')),
    'reader.id': entityDomain('reader.id', requests, userEntity(world, 'asker', 'id')),
    'reader.username': entityDomain('reader.username', requests, userEntity(world, 'asker', 'username')),
    'post.id': entityDomain('post.id', requests, postEntity(world)),
    'conversation.id': entityDomain('conversation.id', requests, conversationEntity(world)),
    hashtag: hashtagDomain(world),
    'search.phrase': termDomain('search.phrase', world.vocabulary.phrases, {
      common: 50,
      medium: 35,
      rare: 14,
      missing: 1,
    }),
  };
}
