import fc from 'fast-check';
import { expect, it } from 'vitest';
import { end, start } from './calendar.ts';
import { entityKinds } from './ids.ts';
import { UuidV7Space } from './uuid-v7.ts';
import { World } from './world.ts';

const ordinal = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** Parts are small; those of likes on comments have their first bit set besides. */
const part = fc.tuple(fc.nat(2 ** 29 - 1), fc.boolean()).map(([low, high]) => low + (high ? 2 ** 31 : 0));
const time = fc.double({ min: start, max: end, noNaN: true });

function space(seed = 42): UuidV7Space {
  return new UuidV7Space(seed, 'posts', () => {
    throw new Error('not to be asked');
  });
}

function microsecondsOf(timeMs: number): bigint {
  return BigInt(Math.floor(timeMs * 1000));
}

it('are version 7 UUIDs that carry the milliseconds of their row, the same as text and as bytes', () => {
  fc.assert(
    fc.property(ordinal, part, time, (ordinal, part, timeMs) => {
      const text = space().text(ordinal, part, timeMs);
      expect(text).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const ms = BigInt(`0x${text.replaceAll('-', '').slice(0, 12)}`);
      expect(ms).toBe(microsecondsOf(timeMs) / 1000n);
      const bytes = new Uint8Array(20).fill(0xee);
      space().write(ordinal, part, new DataView(bytes.buffer), 2, timeMs);
      expect(text.replaceAll('-', '')).toBe(Buffer.from(bytes.subarray(2, 18)).toString('hex'));
      expect([bytes[0], bytes[1], bytes[18], bytes[19]]).toEqual([0xee, 0xee, 0xee, 0xee]);
    }),
  );
});

it('rise with time, within the millisecond too', () => {
  const close = fc.tuple(time, fc.double({ min: 0, max: 2, noNaN: true }));
  fc.assert(
    fc.property(ordinal, part, ordinal, part, close, (a, b, c, d, [before, laterMs]) => {
      const after = before + laterMs;
      if (microsecondsOf(before) === microsecondsOf(after)) return;
      expect(space().text(a, b, before) < space().text(c, d, after)).toBe(true);
    }),
  );
});

it('are distinct by ordinal and part, whatever their time', () => {
  const kept = (ordinal: number, part: number) => space().text(ordinal, part, start).slice(19);
  fc.assert(
    fc.property(ordinal, part, ordinal, part, (a, b, c, d) => {
      expect(kept(a, b) === kept(c, d)).toBe(a === c && b === d);
    }),
  );
  const seen = new Set<string>();
  for (let ordinal = 0; ordinal < 300; ordinal++) {
    for (let part = 0; part < 300; part++) seen.add(kept(ordinal, part % 2 === 0 ? part : part + 2 ** 31));
  }
  expect(seen.size).toBe(90_000);
});

it('look random but for the time, the version and the variant', () => {
  const ones = new Array<number>(128).fill(0);
  const bytes = new Uint8Array(16);
  for (let ordinal = 0; ordinal < 4000; ordinal++) {
    space().write(ordinal, 0, new DataView(bytes.buffer), 0, start);
    for (let bit = 0; bit < 128; bit++) ones[bit]! += (bytes[bit >> 3]! >> (7 - (bit & 7))) & 1;
  }
  const skewed = ones.flatMap((count, bit) => (Math.abs(count - 2000) > 200 ? [bit] : []));
  expect(skewed).toEqual(Array.from({ length: 66 }, (_, bit) => bit));
});

it('are the same whether the time is told or computed', () => {
  const { ids, users, posts, conversations, threads } = new World({ seed: 3, users: 200, keys: 'uuidv7' });
  for (let i = 0; i < 100; i++) {
    expect(ids.users.text(i)).toBe(ids.users.text(i, 0, users.joinedAt(i)));
    expect(ids.posts.text(i)).toBe(ids.posts.text(i, 0, posts.createdAt(i)));
    expect(ids.post_media.text(i, 2)).toBe(ids.post_media.text(i, 2, posts.createdAt(i)));
    expect(ids.conversations.text(i)).toBe(ids.conversations.text(i, 0, conversations.createdAt(i)));
    for (let comment = 0; comment < threads.of(i).count; comment++) {
      const time = threads.of(i).timeMs[comment]!;
      expect(ids.comments.text(i, comment)).toBe(ids.comments.text(i, comment, time));
    }
    for (let message = 0; message < conversations.burst(i).count; message++) {
      const time = conversations.burst(i).timeMs[message]!;
      expect(ids.messages.text(i, message)).toBe(ids.messages.text(i, message, time));
    }
  }
  expect(() => ids.likes.text(1, 2)).toThrow('the time of an id of likes is not told');
});

it('differ by seed and table, also those of no row', () => {
  expect(space(1).text(0, 0, start)).not.toBe(space(2).text(0, 0, start));
  const { ids } = new World({ seed: 1, users: 10, keys: 'uuidv7' });
  expect(new Set(entityKinds.map((kind) => ids[kind].text(0, 0, start))).size).toBe(entityKinds.length);
});
