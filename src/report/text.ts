import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

/** Text in columns of a terminal: widths count what is seen, so wide characters take two and colours none. */

export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** `text` in at most `width` columns, its end replaced by `…` where it is longer. Not for coloured text. */
export function cut(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let result = '';
  let used = 1;
  for (const character of text) {
    used += columnsOf(character);
    if (used > width) break;
    result += character;
  }
  return width < 1 ? '' : `${result.trimEnd()}…`;
}

/** Keeps the words beside it on one line of {@link wrap}, which turns it into a space. */
export const glue = '\u00A0';

/** Lines of at most `width` columns, broken at spaces; a word longer than a line is broken inside. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, width))) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => each.replaceAll(glue, ' '));
}

function pieces(word: string, width: number): string[] {
  if (columnsOf(word) <= width) return [word];
  const result = [''];
  for (const character of word) {
    if (columnsOf(result.at(-1)! + character) > width) result.push('');
    result[result.length - 1] += character;
  }
  return result;
}

// Controls (C0, DEL, C1), line and paragraph separators, and characters that reorder or hide text.
const harmful = /[\p{Cc}\u2028\u2029\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\p{Cs}]+/gu;

/** One line that cannot move the cursor, colour or reorder what follows it: for text that others wrote. */
export function harmless(text: string): string {
  return stripVTControlCharacters(text).replace(/\s+/g, ' ').replace(harmful, '\uFFFD').trim();
}

/** The same for text of several lines, whose spaces matter: SQL to be pasted, plans. Tabs become two spaces. */
export function harmlessBlock(text: string): string {
  return stripVTControlCharacters(text)
    .split(/\r\n|\r|\n/)
    .map((line) => line.replaceAll('\t', '  ').replace(harmful, '\uFFFD').trimEnd())
    .join('\n');
}

/** {@link harmless} for every text inside a value, {@link harmlessBlock} for those under one of the keys `blocks`. */
export function harmlessDeep<T>(value: T, blocks: readonly string[] = [], key = ''): T {
  if (typeof value === 'string') return (blocks.includes(key) ? harmlessBlock(value) : harmless(value)) as T;
  if (Array.isArray(value)) return value.map((item) => harmlessDeep(item, blocks)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [harmless(name), harmlessDeep(child, blocks, name)]),
  ) as T;
}
