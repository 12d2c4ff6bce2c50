import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BenchError } from '../core/errors.ts';
import { defaultProfile, type Profile } from './profile.ts';
import { completeProfile, describeProfile } from './profile-check.ts';
import { World } from './world.ts';

const users = 10_000;
const complete = (given: unknown) => completeProfile(given, 'busy.json', users);

function failure(given: unknown, forUsers = users): { message: string; next: string | undefined } {
  try {
    completeProfile(given, 'busy.json', forUsers);
  } catch (error) {
    expect(error).toBeInstanceOf(BenchError);
    expect((error as BenchError).exitCode).toBe(2);
    const { message, next } = error as BenchError;
    expect(message).toContain('busy.json');
    return { message, next };
  }
  throw new Error('not refused');
}

describe('a profile', () => {
  it('keeps the default of all that it leaves out', () => {
    expect(complete({})).toEqual(defaultProfile);
    expect(complete({ posts: { perUser: 12 }, users: { empty: { bio: 1 } } })).toEqual({
      ...defaultProfile,
      posts: { ...defaultProfile.posts, perUser: 12 },
      users: { ...defaultProfile.users, empty: { ...defaultProfile.users.empty, bio: 1 } },
    });
  });

  it('is told by what differs from the default, in whatever order it is written', () => {
    expect(describeProfile(defaultProfile)).toBe('default');
    const one = complete({ posts: { perUser: 12 }, hashtags: { counts: [1, 0, 0, 0, 0] } });
    expect(describeProfile(one)).toBe('posts.perUser 12, hashtags.counts [1,0,0,0,0]');
    const other = complete({ hashtags: { counts: [1, 0, 0, 0, 0] }, posts: { perUser: 12 } });
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });

  it.each([
    [{ posts: { perUsr: 3 } }, 'unknown key "posts.perUsr"', 'did you mean "posts.perUser"?'],
    [{ pots: {} }, 'unknown key "pots"', 'did you mean "posts"?'],
    [{ end: '2020-01-01' }, 'unknown key "end"', 'available: '],
    [JSON.parse('{"__proto__": {"a": 1}}'), 'unknown key "__proto__"', 'available: '],
    [{ users: { empty: { boi: 1 } } }, 'unknown key "users.empty.boi"', '"users.empty.bio"'],
    [
      { posts: { perUser: '8' } },
      'posts.perUser: expected number, found "8"',
      'posts.perUser is: posts a user',
    ],
    [{ posts: { perUser: null } }, 'posts.perUser: expected number, found null', ''],
    [{ posts: { perUser: -1 } }, 'posts.perUser: expected number to be greater or equal to 0, found -1', ''],
    [{ posts: 8 }, 'posts: expected an object, found 8', ''],
    [{ posts: [] }, 'posts: expected an object, found []', ''],
    [[], 'the whole: expected an object, found []', ''],
    [null, 'the whole: expected an object, found null', ''],
    [{ growth: { initialUsers: 0 } }, 'growth.initialUsers: expected number to be greater than 0', ''],
    [
      { popularity: { tailExponent: 2 } },
      'popularity.tailExponent: expected number to be greater than 2',
      '',
    ],
    [{ messages: { perBurst: 0.5 } }, 'messages.perBurst: expected number to be greater or equal to 1', ''],
    [
      { hashtags: { vocabulary: 0 } },
      'hashtags.vocabulary: expected integer to be greater or equal to 1',
      '',
    ],
    [
      { hashtags: { vocabulary: 65_536 } },
      'hashtags.vocabulary: expected integer to be less or equal to',
      '',
    ],
    [{ hashtags: { vocabulary: 2.5 } }, 'hashtags.vocabulary: expected integer, found 2.5', ''],
    [
      { hashtags: { counts: [1, 2] } },
      'hashtags.counts: expected array length to be greater or equal to 5',
      '',
    ],
    [{ when: { hours: Array(24).fill(0) } }, 'when.hours[0]: expected number to be greater than 0', ''],
    [{ likes: { zeroShare: 1 } }, 'likes.zeroShare: expected number to be less than 1', ''],
  ])('is refused with its path: %j', (given, message, next) => {
    const refused = failure(given);
    expect(refused.message).toContain(message);
    expect(refused.next ?? '').toContain(next);
  });

  it.each([
    [{ following: { density: 100 } }, 'more follows than pairs'],
    [{ following: { max: 10 } }, 'following.max 10 is less than a median of 52'],
    [{ likes: { perPost: 0 } }, 'shares.perPost is 0.19 and likes.perPost 0'],
    [{ likes: { perPost: 0 }, shares: { perPost: 0 } }, 'bookmarks.perPost is 0.19 and likes.perPost 0'],
    [{ posts: { medianLength: 300 } }, 'posts.medianLength 300 is more than posts.maxLength 280'],
    [{ hashtags: { counts: [0, 0, 0, 0, 0] } }, 'hashtags.counts are all 0'],
    [{ flashMobs: { perMonth: 11 } }, 'do not fit in a month'],
    [{ text: { emojiShare: 0.9, otherScriptShare: 0.2 } }, 'more than 1 together'],
    [{ comments: { perPost: 90 } }, 'does not fit below comments.cutoff 200'],
    [{ search: { common: 0.05, medium: 0.05, rare: 0.05 } }, undefined],
    [{ search: { common: 0.05, medium: 0.05, rare: 0.05 }, flashMobs: { perMonth: 99 } }, 'do not fit'],
  ])('is refused when its numbers are impossible together: %j', (given, message) => {
    if (message === undefined) expect(() => complete(given)).not.toThrow();
    else expect(failure(given).message).toContain(message);
  });

  it('may be the default for any number of users, and no denser than its users', () => {
    for (const few of [1, 2, 10]) expect(completeProfile({}, 'busy.json', few)).toEqual(defaultProfile);
    expect(failure({ following: { density: 1 } }, 100).message).toBe(
      'impossible profile busy.json: following: 205 accounts followed by each of 100 users are more follows than pairs',
    );
    expect(() => completeProfile({ following: { density: 1 } }, 'busy.json', 1000)).not.toThrow();
  });
});

/** Any one number of the profile at the ends of its bounds, where that goes together with the others. */
it('makes a world of whatever is not refused', () => {
  const paths = (one: unknown, path: readonly string[]): string[][] =>
    typeof one === 'number'
      ? [[...path]]
      : Object.entries(one as object).flatMap(([name, part]) =>
          Array.isArray(part) ? [] : paths(part, [...path, name]),
        );
  const values = [0, 0.01, 0.5, 0.99, 1, 2.1, 20, 60];
  fc.assert(
    fc.property(fc.constantFrom(...paths(defaultProfile, [])), fc.constantFrom(...values), (path, value) => {
      const given = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
      let profile: Profile;
      try {
        profile = completeProfile(given, 'busy.json', 120);
      } catch (error) {
        expect(error).toBeInstanceOf(BenchError);
        return;
      }
      const world = new World({ seed: 1, users: 120, profile });
      for (let post = 0; post < Math.min(200, world.posts.count); post++) {
        expect(Number.isFinite(world.posts.createdAt(post))).toBe(true);
        const likes = world.audience.likesOf(post);
        for (let i = 0; i < likes.count; i++) expect(Number.isFinite(likes.timeMs[i])).toBe(true);
        const thread = world.threads.of(post);
        for (let i = 0; i < thread.count; i++) expect(Number.isFinite(thread.timeMs[i])).toBe(true);
        expect(world.posts.hashtagsOf(post, new Uint16Array(4))).toBeLessThanOrEqual(4);
      }
    }),
    { numRuns: 60 },
  );
});
