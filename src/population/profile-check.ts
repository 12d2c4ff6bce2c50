import type { TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { type BenchError, usageError } from '../core/errors.ts';
import { suggestion } from '../core/suggestion.ts';
import { formatCount } from '../core/units.ts';
import { defaultProfile, Profile } from './profile.ts';
import { meanFollowing } from './society.ts';

const help = 'see `bench describe` for what the numbers mean; what a profile leaves out keeps its default';

/**
 * The default profile with the values of `given`, which may leave out any. Throws a BenchError that names `source`
 * (a file) and the path in it of what is unknown, of the wrong type, out of bounds or impossible for so many users.
 */
export function completeProfile(given: unknown, source: string, users: number): Profile {
  const profile = merge(Profile, given, defaultProfile, '', source) as Profile;
  for (const check of impossible) {
    const problem = check(profile, users);
    if (problem) throw usageError(`impossible profile ${source}: ${problem[0]}`, problem[1]);
  }
  return profile;
}

function merge(schema: TSchema, given: unknown, standard: unknown, path: string, source: string): unknown {
  if (schema.type !== 'object') return checked(schema, given, path, source);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw fault(source, path || 'the whole', 'expected an object', given);
  }
  const properties = schema.properties as Record<string, TSchema>;
  const names = Object.keys(properties);
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw usageError(
      `unknown key "${at(unknown)}" in profile ${source}`,
      suggestion(at(unknown), names.map(at)),
    );
  }
  return Object.fromEntries(
    names.map((name) => {
      const standardPart = (standard as Record<string, unknown>)[name];
      if (!Object.hasOwn(given, name)) return [name, standardPart];
      const part = (given as Record<string, unknown>)[name];
      return [name, merge(properties[name]!, part, standardPart, at(name), source)];
    }),
  );
}

function checked(schema: TSchema, given: unknown, path: string, source: string): unknown {
  const wrong = Value.Errors(schema, given).First();
  if (!wrong) return given;
  const index = wrong.path.replace(/\/(\d+)/, '[$1]');
  const documented = `${path} is: ${schema.description}`;
  throw fault(source, path + index, wrong.message.replace(/^E/, 'e'), wrong.value, documented);
}

function fault(source: string, path: string, expected: string, found: unknown, next = help): BenchError {
  const text = JSON.stringify(found);
  const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  return usageError(`invalid profile ${source}: ${path}: ${expected}, found ${shown}`, next);
}

type Problem = readonly [message: string, next: string];

/** Numbers that are fine each alone and not together. */
const impossible: ReadonlyArray<(profile: Profile, users: number) => Problem | undefined> = [
  (profile, users) => {
    const wanted = meanFollowing(profile);
    // A small world cuts the default's follows to what there is; who asks for more must mean it.
    if (wanted <= Math.max(users - 1, meanFollowing(defaultProfile))) return undefined;
    return [
      `following: ${formatCount(wanted)} accounts followed by each of ${formatCount(users)} users are more follows than pairs`,
      'lower following.density, or load more users with --scale',
    ];
  },
  ({ following: { median, medianActive, density, max } }) => {
    const largest = Math.max(median, medianActive) * density;
    if (largest <= max) return undefined;
    return [
      `following.max ${max} is less than a median of ${formatCount(largest)}`,
      'raise following.max, or lower following.density',
    ];
  },
  ...(['shares', 'bookmarks'] as const).map((what) => ({ likes, [what]: { perPost } }: Profile) => {
    if (likes.perPost > 0 || perPost === 0) return undefined;
    return [
      `${what}.perPost is ${perPost} and likes.perPost 0, but ${what} come where likes come`,
      `set ${what}.perPost to 0 too, or likes.perPost above 0`,
    ] as const;
  }),
  ({ posts: { medianLength, maxLength } }) => {
    if (medianLength <= maxLength) return undefined;
    return [
      `posts.medianLength ${medianLength} is more than posts.maxLength ${maxLength}`,
      'raise posts.maxLength',
    ];
  },
  ({ hashtags: { counts } }) => {
    if (counts.some((weight) => weight > 0)) return undefined;
    return ['hashtags.counts are all 0', 'for posts without hashtags: [1, 0, 0, 0, 0]'];
  },
  ({ flashMobs: { perMonth, hours } }) => {
    const most = Math.floor((30.4 * 24) / hours);
    if (perMonth <= most) return undefined;
    return [
      `flashMobs.perMonth ${perMonth} of ${hours} hours each do not fit in a month one after the other`,
      `give at most ${most}`,
    ];
  },
  ({ text: { emojiShare, otherScriptShare } }) => {
    if (emojiShare + otherScriptShare <= 1) return undefined;
    return [
      'text.emojiShare and text.otherScriptShare are more than 1 together',
      'a text ends in one of them',
    ];
  },
  ({ comments: { perPost, zeroShare, cutoff } }) => {
    if (perPost / (1 - zeroShare) <= cutoff / 2) return undefined;
    return [
      `comments.perPost ${perPost} on the share ${1 - zeroShare} of the posts does not fit below comments.cutoff ${cutoff}`,
      'raise comments.cutoff, or lower comments.zeroShare',
    ];
  },
  ({ search: { common, medium, rare } }) => {
    if (5 * (common + medium + rare) <= 1) return undefined;
    return ['search.common, medium and rare are of five phrases each, more than 1 together', 'lower them'];
  },
];

/** `default`, or every value that is not the default's: `posts.perUser 12, likes.zeroShare 0.5`. */
export function describeProfile(profile: Profile): string {
  const differences = differing(profile, defaultProfile, '');
  return differences.length === 0 ? 'default' : differences.join(', ');
}

function differing(one: unknown, standard: unknown, path: string): string[] {
  if (typeof one !== 'object' || one === null || Array.isArray(one)) {
    const text = JSON.stringify(one);
    return text === JSON.stringify(standard) ? [] : [`${path} ${text}`];
  }
  return Object.entries(one).flatMap(([name, part]) =>
    differing(part, (standard as Record<string, unknown>)[name], path === '' ? name : `${path}.${name}`),
  );
}
