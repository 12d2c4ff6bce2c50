import { median, quantile, tailExponent } from '../../core/statistics.ts';
import type { World } from '../world.ts';
import type { Figure } from './figure.ts';

interface Degrees {
  out: Uint32Array;
  in: Uint32Array;
  inside: number;
  total: number;
}

/** All follows of the world, counted. */
function countFollows({ users, follows, society }: World): Degrees {
  const degrees: Degrees = {
    out: new Uint32Array(users.count),
    in: new Uint32Array(users.count),
    inside: 0,
    total: 0,
  };
  for (let joiner = 0; joiner < users.count; joiner++) {
    follows.visit(joiner, (_part, follower, following) => {
      degrees.out[follower]!++;
      degrees.in[following]!++;
      degrees.total++;
      if (society.areNear(follower, following)) degrees.inside++;
    });
  }
  return degrees;
}

/** Who follows whom, and how many. */
export function followingFigures(world: World): Figure[] {
  const { profile, users, society } = world;
  const degrees = countFollows(world);
  // The first joiners found too few to follow, the last have not had the time.
  const settled = (user: number) => user >= users.count * 0.1 && user < users.count * 0.8;
  const groups = (isActive: boolean) =>
    degrees.out.filter((_, user) => settled(user) && society.isActive(user) === isActive);
  const { following, popularity } = profile;
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
      unit: 'count',
      source: pew,
    };
  };
  const largest = Math.max(...largestOf(degrees.in)) / users.count;
  return [
    medianOf(false, 'lower 90 %'),
    medianOf(true, 'top 10 %'),
    ...tailFigures(degrees.in, popularity.tailExponent),
    {
      topic: 'followers',
      name: 'of the largest account, share of all users',
      claimed: popularity.largestAccount,
      measured: largest,
      tolerance: 0.5 * popularity.largestAccount,
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
    },
  ];
}

/** The tail begins where popularity outweighs acquaintance: at the top 0.2 %. A hundred accounts make an estimate. */
const tailShare = 0.002;

function tailFigures(followers: Uint32Array, claimed: number): Figure[] {
  if (followers.length * tailShare < 100) return [];
  return [
    {
      topic: 'followers',
      name: 'exponent of the tail, largest 0.2 % of accounts',
      claimed,
      measured: tailExponent(followers, Math.round(quantile(followers, 1 - tailShare))),
      tolerance: 0.35,
      unit: 'exponent',
      source: 'Kwak et al. 2010',
    },
  ];
}

function largestOf(values: Uint32Array): Uint32Array {
  return values.toSorted().subarray(-1);
}
