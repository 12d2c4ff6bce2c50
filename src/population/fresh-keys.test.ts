import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomSequence } from '../core/random.ts';
import { domainsOf } from './domains.ts';
import { FreshKeys, maxRun } from './fresh-keys.ts';
import { keyStyles } from './ids.ts';
import { World } from './world.ts';

const nowMs = () => Date.UTC(2026, 0, 1);
const perClient = 8;

describe.each(keyStyles)('fresh keys of style %s', (keys) => {
  const world = new World({ seed: 3, users: 50, keys });
  const { posts } = world.ids;

  function draw(run: number, lane: number, lanes: number, count = perClient): string[] {
    const fresh = new FreshKeys({ run, lane, lanes, nowMs });
    return Array.from({ length: count }, () => fresh.draw(posts));
  }

  it('are distinct across the clients and runs of a database', () => {
    const run = fc.integer({ min: 1, max: maxRun });
    const runs = fc.uniqueArray(fc.tuple(run, fc.integer({ min: 1, max: 40 })), {
      selector: ([number]) => number,
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(runs, (runs) => {
        const drawn = runs.flatMap(([run, lanes]) =>
          Array.from({ length: lanes }, (_, lane) => draw(run, lane, lanes)).flat(),
        );
        expect(new Set(drawn).size).toBe(runs.reduce((sum, [, lanes]) => sum + lanes * perClient, 0));
      }),
    );
  });

  it('are never those of the population, nor missing ones', () => {
    // The first and the last run, which differ from the population's parts least.
    const drawn = new Set([1, 2, maxRun].flatMap((run) => draw(run, 0, 1, 2000)));
    const taken = Array.from({ length: world.posts.count }, (_, post) => posts.text(post));
    const domain = domainsOf(world)['post.id'];
    const random = new RandomSequence();
    random.seed(1, 2, 3);
    const missing = Array.from({ length: 2000 }, () => domain.drawFrom('missing', random));
    expect(taken.length).toBeGreaterThan(100);
    expect([...taken, ...missing].filter((id) => drawn.has(id))).toEqual([]);
  });

  it('are ordinals that the population cannot have, with the run as their part', () => {
    expect(draw(7, 2, 5, 3)).toEqual(
      [2, 7, 12].map((ordinal) => posts.text(0xc000_0000 + ordinal, 7, nowMs())),
    );
  });
});

it('carry the time of now where keys carry one', () => {
  const world = new World({ seed: 3, users: 50, keys: 'uuidv7' });
  let now = nowMs();
  const fresh = new FreshKeys({ run: 1, lane: 0, lanes: 1, nowMs: () => now });
  const first = fresh.draw(world.ids.posts);
  now += 1000;
  const second = fresh.draw(world.ids.posts);
  expect(Number.parseInt(first.replace('-', '').slice(0, 12), 16)).toBe(nowMs());
  expect(first < second).toBe(true);
  expect(world.ids.posts.text(world.posts.count - 1) < first).toBe(true);
});

it.each([
  [0, 0, 1],
  [maxRun + 1, 0, 1],
  [1.5, 0, 1],
  [1, 1, 1],
  [1, -1, 1],
])('are not made for run %d, lane %d of %d', (run, lane, lanes) => {
  expect(() => new FreshKeys({ run, lane, lanes, nowMs })).toThrow(RangeError);
});
