import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columnsOf, cut, glue, harmless, harmlessBlock, harmlessDeep, wrap } from './text.ts';

it('cuts and wraps by the columns that are seen', () => {
  expect(cut('feed', 4)).toBe('feed');
  expect(cut('followers', 6)).toBe('follo…');
  expect(cut('日本語です', 6)).toBe('日本…');
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap(`one${glue}two three`, 9)).toEqual(['one two', 'three']);
  expect(wrap('abcdefgh ij', 5)).toEqual(['abcde', 'fgh', 'ij']);
});

it('never exceeds a width', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 30 }), (text, width) => {
      expect(columnsOf(cut(text, width))).toBeLessThanOrEqual(width);
    }),
  );
});

it('makes text of others harmless', () => {
  expect(harmless('a\u001b[31mred\u001b[0m\r\n\tb')).toBe('ared b');
  expect(harmless('ring\u0007 \u202eback')).toBe('ring\uFFFD \uFFFDback');
  expect(harmless('\u009b2J\ud800')).not.toMatch(/[\u0080-\u009f\ud800]/);
  expect(harmless('Zoë 日本 👩‍👩‍👧 ≥ 5 µs')).toContain('Zoë 日本');
  expect(harmlessDeep({ 'a\n': ['\u0007', 1, null] })).toEqual({ a: ['\uFFFD', 1, null] });
});

it('keeps lines and spaces of what is to be pasted', () => {
  expect(harmlessBlock("SELECT  'a  b' -- x\r\n\tFROM t\u001b[2J  \n;")).toBe(
    "SELECT  'a  b' -- x\n  FROM t\n;",
  );
  const value = { sql: 'a\n  b', list: [{ sql: 'c\nd', name: 'e\nf' }] };
  expect(harmlessDeep(value, ['sql'])).toEqual({ sql: 'a\n  b', list: [{ sql: 'c\nd', name: 'e f' }] });
});

const controls = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;

it('leaves no control character in any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(harmless(text)).not.toMatch(controls);
      expect(harmlessBlock(text).replaceAll('\n', '')).not.toMatch(controls);
    }),
  );
});
