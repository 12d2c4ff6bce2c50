import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entityKinds } from './ids.ts';
import { UuidV4Space } from './uuid-v4.ts';

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });

it('are distinct over ordinals, parts and tables', () => {
  const seen = new Set<string>();
  let made = 0;
  for (const kind of entityKinds) {
    const space = new UuidV4Space(42, kind);
    for (let ordinal = 0; ordinal < 500; ordinal++) {
      for (const part of [0, 1, 2, 3, 499, 0x8000_0000, 0x8000_0001]) {
        seen.add(space.text(ordinal, part));
        made++;
      }
    }
  }
  expect(seen.size).toBe(made);
});

it('keep all 64 bits of the bijection: what differs in ordinal or part differs outside the filling', () => {
  const space = new UuidV4Space(1, 'likes');
  const kept = (ordinal: number, part: number) => {
    const bytes = new Uint8Array(16);
    space.write(ordinal, part, new DataView(bytes.buffer), 0);
    return [...bytes.subarray(0, 8), bytes[8]! & 0x3c].join();
  };
  fc.assert(
    fc.property(u32, u32, u32, u32, (a, b, c, d) => {
      expect(kept(a, b) === kept(c, d)).toBe(a === c && b === d);
    }),
  );
  const seen = new Set<string>();
  for (let ordinal = 0; ordinal < 300; ordinal++) {
    for (let part = 0; part < 300; part++) seen.add(kept(ordinal, part));
  }
  expect(seen.size).toBe(90_000);
});

it('are version 4 UUIDs, the same as text and as bytes', () => {
  fc.assert(
    fc.property(u32, u32, fc.constantFrom(...entityKinds), fc.nat(), (ordinal, part, kind, seed) => {
      const space = new UuidV4Space(seed, kind);
      const bytes = new Uint8Array(20).fill(0xee);
      space.write(ordinal, part, new DataView(bytes.buffer), 2);
      const text = space.text(ordinal, part);
      expect(text).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(text.replaceAll('-', '')).toBe(Buffer.from(bytes.subarray(2, 18)).toString('hex'));
      expect([bytes[0], bytes[1], bytes[18], bytes[19]]).toEqual([0xee, 0xee, 0xee, 0xee]);
      expect(new UuidV4Space(seed, kind).text(ordinal, part)).toBe(text);
    }),
  );
});

it('differ by seed', () => {
  expect(new UuidV4Space(1, 'posts').text(0)).not.toBe(new UuidV4Space(2, 'posts').text(0));
});

it('look random: every bit but the fixed six is set in about half', () => {
  const space = new UuidV4Space(3, 'users');
  const ones = new Array<number>(128).fill(0);
  const bytes = new Uint8Array(16);
  for (let ordinal = 0; ordinal < 4000; ordinal++) {
    space.write(ordinal, 0, new DataView(bytes.buffer), 0);
    for (let bit = 0; bit < 128; bit++) ones[bit]! += (bytes[bit >> 3]! >> (7 - (bit & 7))) & 1;
  }
  const skewed = ones.flatMap((count, bit) => (Math.abs(count - 2000) > 200 ? [bit] : []));
  expect(skewed).toEqual([48, 49, 50, 51, 64, 65]);
});
