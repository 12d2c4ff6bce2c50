import { describe, expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { RandomSequence } from '../core/random.ts';
import { type DomainName, domainStrata, existing } from './domain.ts';
import { domainsOf } from './domains.ts';
import { FreshKeys } from './fresh-keys.ts';
import { type KeyStyle, keyStyles } from './ids.ts';
import { defaultProfile } from './profile.ts';
import { World } from './world.ts';

const names = Object.keys(domainStrata) as DomainName[];
const world = new World({ seed: 42, users: 2000 });
const fresh = () => new FreshKeys({ run: 1, lane: 0, lanes: 1, nowMs: () => 0 });
const domains = domainsOf(world, fresh());
const withMissing = names.filter((name) => (domainStrata[name] as readonly string[]).includes('missing'));
const rowNames = names.filter((name) => /^(like|follow|participant)\./.test(name));

function sequence(seed: number): RandomSequence {
  const random = new RandomSequence();
  random.seed(seed, 2, 3);
  return random;
}

/** All values of a domain's entity, to find an ordinal by its value. */
const ordinals: Partial<Record<DomainName, Map<string, number>>> = (() => {
  const index = (count: number, name: (ordinal: number) => string) =>
    new Map(Array.from({ length: count }, (_, ordinal) => [name(ordinal), ordinal]));
  const ids = index(world.users.count, (user) => world.ids.users.text(user));
  const usernames = index(world.users.count, (user) => world.users.username(user));
  return {
    'user.id': ids,
    'reader.id': ids,
    'user.username': usernames,
    'reader.username': usernames,
    'post.id': index(world.posts.count, (post) => world.ids.posts.text(post)),
    'conversation.id': index(world.conversations.count, (c) => world.ids.conversations.text(c)),
  };
})();

function userStratum(user: number): string {
  if (world.society.popularityRankOf(user) < 2) return 'celebrity';
  const activity = world.society.activityOf(user);
  return activity < 10 ? 'active' : activity < 70 ? 'median' : 'cold';
}

function byAge(ordinal: number, count: number): string {
  return ordinal >= count * 0.9 ? 'active' : ordinal >= count * 0.5 ? 'median' : 'cold';
}

const stratumOf: Partial<Record<DomainName, (ordinal: number) => string>> = {
  'user.id': userStratum,
  'user.username': userStratum,
  'reader.id': userStratum,
  'reader.username': userStratum,
  'post.id': (post) =>
    world.society.popularityRankOf(world.posts.authorOf(post)) < 20
      ? 'celebrity'
      : byAge(post, world.posts.count),
  'conversation.id': (conversation) =>
    world.conversations.participantsOf(conversation).length >= 8
      ? 'celebrity'
      : byAge(conversation, world.conversations.count),
};

describe.each(names)('%s', (name) => {
  const domain = domains[name];

  it('declares its strata', () => {
    expect(domain.name).toBe(name);
    expect(domain.strata).toEqual(domainStrata[name]);
  });

  it('draws the same values from the same seed', () => {
    const draw = () => {
      const random = sequence(1);
      const other = domainsOf(new World({ seed: 42, users: 300 }), fresh())[name];
      return [
        ...Array.from({ length: 50 }, () => other.draw(random)),
        ...other.strata.map((stratum) => other.drawFrom(stratum, random)),
      ];
    };
    expect(draw()).toEqual(draw());
  });

  it('draws several values', () => {
    const random = sequence(2);
    const drawn = new Set(Array.from({ length: 500 }, () => domain.draw(random).value));
    expect(drawn.size).toBeGreaterThan(name === 'new.post.type' ? 2 : 10);
  });
});

describe.each(withMissing)('%s', (name) => {
  const domain = domains[name];

  it('draws requests of every stratum, about one in a hundred for nothing', () => {
    const random = sequence(3);
    const counts: Record<string, number> = {};
    for (let draw = 0; draw < 10_000; draw++) {
      const { stratum } = domain.draw(random);
      counts[stratum] = (counts[stratum] ?? 0) + 1;
    }
    // A reader is seldom one of the two celebrities of so small a world.
    const expected = domain.strata.filter((stratum) => stratum !== 'celebrity' || !name.startsWith('reader'));
    expect(Object.keys(counts)).toEqual(expect.arrayContaining(expected));
    expect(counts.missing).toBeGreaterThan(50);
    expect(counts.missing).toBeLessThan(150);
  });
});

describe.each(withMissing)('existing %s', (name) => {
  it('is drawn as the others are, but for what is missing', () => {
    const domain = existing(domains[name]);
    expect(domain.strata).toEqual(domainStrata[name].filter((stratum) => stratum !== 'missing'));
    const random = sequence(9);
    for (let draw = 0; draw < 2000; draw++) expect(domain.draw(random).stratum).not.toBe('missing');
  });
});

describe('rows', () => {
  const pairs = {
    like: new Set<string>(),
    follow: new Set<string>(),
    participant: new Set<string>(),
  };
  for (let post = 0; post < world.posts.count; post++) {
    const { count, user } = world.audience.likesOf(post);
    for (let i = 0; i < count; i++) {
      pairs.like.add(`${world.ids.users.text(user[i]!)} ${world.ids.posts.text(post)}`);
    }
  }
  for (let joiner = 0; joiner < world.users.count; joiner++) {
    const { count, user, object } = world.follows.of(joiner);
    for (let i = 0; i < count; i++) {
      pairs.follow.add(`${world.ids.users.text(user[i]!)} ${world.ids.users.text(object[i]!)}`);
    }
  }
  for (let conversation = 0; conversation < world.conversations.count; conversation++) {
    for (const user of world.conversations.participantsOf(conversation)) {
      pairs.participant.add(`${world.ids.users.text(user)} ${world.ids.conversations.text(conversation)}`);
    }
  }

  it.each([
    ['like', 'like.user_id', 'post.id'],
    ['follow', 'follow.following_id', 'user.id'],
    ['participant', 'participant.conversation_id', 'conversation.id'],
  ] as const)('of %s exist, and are of the stratum they are drawn with', (table, column, other) => {
    const { rows } = domains[column].of!;
    const random = sequence(10);
    const strata = new Set<string>();
    const check = (values: readonly string[], stratum: string) => {
      expect(pairs[table].has(values.join(' '))).toBe(true);
      expect(stratumOf[other]!(ordinals[other]!.get(values[1]!)!)).toBe(stratum);
      strata.add(stratum);
    };
    for (let draw = 0; draw < 500; draw++) {
      const { values, stratum } = rows.draw(random);
      check(values, stratum);
    }
    for (const stratum of rows.strata) {
      for (let draw = 0; draw < 20; draw++) check(rows.drawFrom(stratum, random), stratum);
    }
    expect([...strata].sort()).toEqual([...rows.strata].sort());
  });

  it('are shared by the domains of their columns', () => {
    expect(domains['like.user_id'].of!.rows).toBe(domains['like.post_id'].of!.rows);
    for (const name of rowNames) {
      const { rows, column } = domains[name].of!;
      expect(rows.columns[column]).toBe(name);
    }
  });

  it('of a new post agree with one another', () => {
    const { rows } = domains['new.post.content'].of!;
    const random = sequence(11);
    const kinds = new Set<string>();
    let [tagged, mentioning] = [0, 0];
    for (let draw = 0; draw < 1000; draw++) {
      const [content, type, media, tags, people] = rows.draw(random).values as [
        string,
        string,
        string,
        string,
        string,
      ];
      const listed = (text: string) => (text === '{}' ? [] : text.slice(2, -2).split('","'));
      const files = JSON.parse(media) as string[];
      kinds.add(type);
      expect(type === 'text').toBe(files.length === 0);
      if (type !== 'text') expect(files[0]!.endsWith('.mp4')).toBe(type === 'video');
      for (const tag of listed(tags)) expect(content).toContain(` #${tag}`);
      for (const name of listed(people)) {
        expect(content).toContain(` @${name}`);
        expect(ordinals['user.username']!.has(name)).toBe(true);
      }
      tagged += Math.min(1, listed(tags).length);
      mentioning += listed(people).length;
    }
    expect([...kinds].sort()).toEqual(['image', 'text', 'video']);
    expect(tagged).toBeGreaterThan(100);
    expect(Math.abs(mentioning / 1000 - defaultProfile.mentions.share)).toBeLessThan(0.04);
  });

  it('cannot be drawn where there are none', () => {
    const alone = domainsOf(new World({ seed: 1, users: 1 }));
    expect(() => alone['follow.follower_id'].draw(sequence(12))).toThrow(
      expect.objectContaining({
        exitCode: exitCodes.usage,
        message: 'the dataset has nothing to draw follow.follower_id and follow.following_id from',
      }),
    );
  });
});

it('has no fresh keys unless they are given', () => {
  expect(() => domainsOf(world)['new.like.id'].draw(sequence(1))).toThrow('have no fresh keys');
});

describe.each(Object.keys(ordinals) as DomainName[])('values of %s', (name) => {
  const domain = domains[name];

  it.each(domainStrata[name].filter((stratum) => stratum !== 'missing'))(
    'are %s when asked for it',
    (stratum) => {
      const random = sequence(4);
      for (let draw = 0; draw < 100; draw++) {
        const ordinal = ordinals[name]!.get(domain.drawFrom(stratum, random));
        expect(ordinal).toBeDefined();
        expect(stratumOf[name]!(ordinal!)).toBe(stratum);
      }
    },
  );

  it('are of the stratum they are drawn with, and the missing ones nobody has', () => {
    const random = sequence(5);
    for (let draw = 0; draw < 1000; draw++) {
      const { value, stratum } = domain.draw(random);
      const ordinal = ordinals[name]!.get(value);
      expect(ordinal === undefined ? 'missing' : stratumOf[name]!(ordinal)).toBe(stratum);
      expect(ordinals[name]!.has(domain.drawFrom('missing', random))).toBe(false);
    }
  });
});

it('grades hashtags by how often posts carry them', () => {
  const into = new Uint16Array(4);
  const uses = new Map<string, number>();
  for (let post = 0; post < world.posts.count; post++) {
    const count = world.posts.hashtagsOf(post, into);
    for (const tag of into.subarray(0, count)) {
      const name = world.vocabulary.hashtags[tag]!;
      uses.set(name, (uses.get(name) ?? 0) + 1);
    }
  }
  const random = sequence(6);
  const [common, medium, rare] = ['common', 'medium', 'rare'].map((stratum) => {
    const drawn = new Set(Array.from({ length: 2000 }, () => domains.hashtag.drawFrom(stratum, random)));
    return [...drawn].reduce((sum, tag) => sum + (uses.get(tag) ?? 0), 0) / drawn.size;
  });
  expect(common).toBeGreaterThan(5 * medium!);
  expect(medium).toBeGreaterThan(2.5 * rare!);
  for (let draw = 0; draw < 20; draw++) {
    expect(uses.has(domains.hashtag.drawFrom('missing', random))).toBe(false);
  }
});

describe('a world too small for every stratum', () => {
  it.each([1, 2, 10, 100])('still draws, with %i users', (users) => {
    const small = domainsOf(new World({ seed: users, users }), fresh());
    const random = sequence(7);
    for (const name of names.filter((name) => !rowNames.includes(name))) {
      for (const stratum of small[name].strata) expect(small[name].drawFrom(stratum, random)).not.toBe('');
      expect(small[name].draw(random).value).not.toBe('');
    }
  });

  it('has nothing to give where there are no posts', () => {
    const posts = { ...defaultProfile.posts, perUser: 0 };
    const none = domainsOf(new World({ seed: 1, users: 100, profile: { ...defaultProfile, posts } }));
    expect(none['post.id'].draw(sequence(8)).stratum).toBe('missing');
    expect(() => existing(none['post.id']).draw(sequence(8))).toThrow('nothing to draw post.id from');
    expect(none.hashtag.draw(sequence(8)).value).not.toBe('');
  });
});

/** What a value stands for, where it is an id: so that styles of keys can be compared. */
function meaningOf(keys: KeyStyle): (name: DomainName, value: string) => string {
  const { ids, users, posts, conversations } = new World({ seed: 42, users: 300, keys });
  const known = new Map<string, string>();
  const learn = (space: 'users' | 'posts' | 'conversations', count: number) => {
    for (let ordinal = 0; ordinal < count; ordinal++)
      known.set(`${space}/${ids[space].text(ordinal)}`, `${space} ${ordinal}`);
  };
  learn('users', users.count);
  learn('posts', posts.count);
  learn('conversations', conversations.count);
  return (name, value) => {
    if (/^new\..*\.id$/.test(name)) return 'new';
    if (name === 'new.post.media_urls') return String((JSON.parse(value) as string[]).length);
    const space = /(user|reader|follower|following)[._]?id$/.test(name)
      ? 'users'
      : /post[._]id$/.test(name)
        ? 'posts'
        : /conversation[._]id$/.test(name)
          ? 'conversations'
          : undefined;
    return space ? (known.get(`${space}/${value}`) ?? 'missing') : value;
  };
}

it.each(names)('draws %s in lockstep, whatever the style of keys', (name) => {
  const drawn = keyStyles.map((keys) => {
    const domain = domainsOf(new World({ seed: 42, users: 300, keys }), fresh())[name];
    const meaning = meaningOf(keys);
    const random = sequence(13);
    const draws = Array.from({ length: 200 }, () => {
      const { value, stratum } = domain.draw(random);
      return `${stratum}: ${meaning(name, value)}`;
    });
    const ofStrata = domain.strata.map((stratum) => meaning(name, domain.drawFrom(stratum, random)));
    return [...draws, ...ofStrata, random.u32()];
  });
  for (const other of drawn.slice(1)) expect(other).toEqual(drawn[0]);
});
