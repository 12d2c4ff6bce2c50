import { describe, expect, it } from 'vitest';
import { end, start } from './calendar.ts';
import { defaultProfile } from './profile.ts';
import { World } from './world.ts';

describe.each([1, 2, 3, 5, 10, 99, 100, 101, 151, 1000])('%i users', (count) => {
  const { users } = new World({ seed: count, users: count });
  const joined = Array.from({ length: count }, (_, user) => users.joinedAt(user));

  it('join one after the other, the first before the start, none after the end', () => {
    for (let user = 1; user < count; user++) expect(joined[user]).toBeGreaterThanOrEqual(joined[user - 1]!);
    expect(joined[0]).toBeLessThan(start);
    expect(joined.at(-1)).toBeLessThan(end);
  });

  it('are alive only once they have joined', () => {
    for (let step = 0; step <= 2000; step++) {
      const time = start + ((end - start) * step) / 2000;
      const alive = users.aliveAt(time);
      expect(alive).toBeGreaterThanOrEqual(1);
      expect(alive).toBeLessThanOrEqual(count);
      expect(joined[alive - 1]).toBeLessThanOrEqual(time);
    }
  });

  it('have usernames of their own that fit their column', () => {
    const names = Array.from({ length: count }, (_, user) => users.username(user));
    expect(new Set(names).size).toBe(count);
    for (const name of names) expect(name).toMatch(/^[a-z]+_[a-z]+_[0-9a-z]+$/);
    const bytes = Buffer.alloc(512);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (const user of [0, Math.floor(count / 2), count - 1]) {
      const sink = { bytes, view, length: 3, reserve: () => {} };
      users.writeUsername(user, sink);
      expect(bytes.toString('latin1', 3, sink.length)).toBe(names[user]);
    }
  });
});

it.each([0, 1])('joins in order when a share of %d is there from the start', (initialUsers) => {
  const { users } = new World({
    seed: 1,
    users: 500,
    profile: { ...defaultProfile, growth: { ...defaultProfile.growth, initialUsers } },
  });
  const joined = Array.from({ length: 500 }, (_, user) => users.joinedAt(user));
  expect(joined.toSorted((one, other) => one - other)).toEqual(joined);
  expect(joined.every((time) => time < end)).toBe(true);
  expect(joined[0]).toBeLessThan(start);
  expect(users.aliveAt(end)).toBe(500);
});

it('has no name that could be too long, for any user', () => {
  const { vocabulary } = new World({ seed: 1, users: 1 });
  const longest = (names: readonly string[]) => Math.max(...names.map((name) => name.length));
  // Two underscores, and the ordinal of the last of four thousand million users.
  const username = longest(vocabulary.firstNames) + longest(vocabulary.lastNames) + 2 + 7;
  expect(username).toBeLessThanOrEqual(50);
  for (const names of [...vocabulary.otherNames, vocabulary.places, vocabulary.states, vocabulary.hashtags]) {
    expect(names.length).toBeGreaterThan(0);
    expect(longest(names)).toBeLessThanOrEqual(100);
    for (const name of names) expect(name).not.toBe('');
  }
  expect(new Set(vocabulary.hashtags).size).toBe(vocabulary.hashtags.length);
  expect(new Set(vocabulary.words).size).toBe(vocabulary.words.length);
});
