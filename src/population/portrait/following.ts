import { mean, median, quantile, tailExponent } from '../../core/statistics.ts';
import type { World } from '../world.ts';
import type { Figure } from './figure.ts';

interface Degrees {
  out: Uint32Array;
  in: Uint32Array;
  inside: number;
  total: number;
}

const joinersAtOnce = 5_000;

/** All follows of the world, counted. */
function* countFollows({ users, follows, society }: World): Generator<number, Degrees> {
  const degrees: Degrees = {
    out: new Uint32Array(users.count),
    in: new Uint32Array(users.count),
    inside: 0,
    total: 0,
  };
  for (let joiner = 0; joiner < users.count; joiner++) {
    if (joiner % joinersAtOnce === 0) yield joiner / users.count;
    const made = follows.of(joiner);
    for (let i = 0; i < made.count; i++) {
      const [follower, following] = [made.user[i]!, made.object[i]!];
      degrees.out[follower]!++;
      degrees.in[following]!++;
      degrees.total++;
      if (society.areNear(follower, following)) degrees.inside++;
    }
  }
  return degrees;
}

/** Who follows whom, and how many. */
export function* followingFigures(world: World): Generator<number, Figure[]> {
  const { profile, users, society } = world;
  const degrees = yield* countFollows(world);
  // The first joiners found too few to follow, the last have not had the time.
  const settled = (user: number) => user >= users.count * 0.1 && user < users.count * 0.8;
  const groups = (isActive: boolean) =>
    degrees.out.filter((_, user) => settled(user) && society.isActive(user) === isActive);
  const { following, popularity } = profile;
  const chance = society.shareNear();
  const pew = 'Pew 2019, scaled by the density';
  const medianOf = (isActive: boolean, group: string): Figure => {
    const claimed = (isActive ? following.medianActive : following.median) * following.density;
    const name = `accounts followed, median of the ${group}`;
    const measured = median(groups(isActive));
    return {
      topic: 'following',
      name,
      claimed,
      measured,
      tolerance: 1 + 0.15 * claimed,
      leastUsers: 5_000,
      unit: 'count',
      source: pew,
    };
  };
  const largest = degrees.in.reduce((most, count) => Math.max(most, count), 0) / users.count;
  return [
    medianOf(false, 'lower 90 %'),
    medianOf(true, 'top 10 %'),
    ...shapeFigures(
      degrees.out.filter((_, user) => settled(user)),
      following.sigma,
    ),
    ...tailFigures(degrees.in, popularity.tailExponent),
    {
      topic: 'followers',
      name: 'of the largest account, share of all users',
      claimed: popularity.largestAccount,
      measured: largest,
      tolerance: 0.5 * popularity.largestAccount,
      leastUsers: 10_000,
      unit: 'share',
      source: 'Kwak et al. 2010',
    },
    {
      topic: 'whom',
      name: 'follows inside a community or the next',
      claimed: following.insideCommunity,
      measured: degrees.inside / degrees.total,
      tolerance: 0.12,
      unit: 'share',
      source: 'LDBC SNB datagen',
      leastUsers: 5_000,
    },
    {
      topic: 'whom',
      name: 'the same, times what chance would have it',
      claimed: 1 - following.insideCommunity + following.insideCommunity / chance,
      measured: degrees.inside / degrees.total / chance,
      tolerance: 0.2 / chance,
      unit: 'ratio',
      source: 'LDBC SNB datagen',
      leastUsers: 5_000,
    },
  ];
}

/** The tail begins where popularity outweighs acquaintance: at the top 0.2 %. A hundred accounts make an estimate. */
const tailShare = 0.002;

function tailFigures(followers: Uint32Array, claimed: number): Figure[] {
  return [
    {
      topic: 'followers',
      name: 'exponent of the tail, largest 0.2 % of accounts',
      claimed,
      measured: tailExponent(followers, Math.round(quantile(followers, 1 - tailShare))),
      tolerance: 0.35,
      leastUsers: 50_000,
      unit: 'exponent',
      source: 'Kwak et al. 2010',
    },
  ];
}

/** Friends by quantile at a mean of 190, as LDBC's generator has them from Facebook. */
const facebook = [
  [0.1, 10],
  [0.5, 99],
  [0.9, 447],
  [0.99, 1029],
] as const;
const tolerances = { 0.1: 1.3, 0.5: 0.35, 0.9: 0.35, 0.99: 1 } as const;

/**
 * The shape of the accounts followed beside Facebook's, as a cross-check: one cannot have Pew's medians of the two
 * groups and Facebook's tail. The tolerances say how alike they are: to a third in the middle, to twice at the ends.
 */
function shapeFigures(following: Uint32Array, sigma: number): Figure[] {
  const average = mean(following);
  return facebook.map(([p, friends]) => ({
    topic: 'following',
    name: `accounts followed, ${p * 100} % quantile against the mean`,
    claimed: friends / 190,
    measured: quantile(following, p) / average,
    tolerance: tolerances[p] * (friends / 190),
    unit: 'ratio',
    source: 'LDBC facebookBucket100.dat',
    ...(sigma === 0 && { leastUsers: Number.POSITIVE_INFINITY }),
  }));
}
