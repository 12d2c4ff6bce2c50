import type { BenchError } from '../core/errors.ts';

/** An item with the comma or the end after it: quoted (`''` is a quote), or as written up to the comma. */
const item = /\s*(?:'((?:[^']|'')*)'|([^',]*?))\s*(,|$)/y;

/**
 * Reads `a, 'b, c', null`: values in PostgreSQL's text format; null is NULL. Quotes are for commas, blanks at an end,
 * the empty text and the text null. At least one value.
 */
export function parseValueList(
  text: string,
  refuse: (message: string, next: string) => BenchError,
): (string | null)[] {
  const values: (string | null)[] = [];
  item.lastIndex = 0;
  for (let separator = ','; separator === ','; ) {
    const at = item.lastIndex;
    const match = item.exec(text);
    if (!match) {
      throw refuse(
        `cannot read the values from ${text.slice(at).trim()}`,
        `put quotes around a whole value, and write a quote in it twice: 'it''s'`,
      );
    }
    const [, quoted, plain = '', end] = match;
    if (quoted === undefined && plain === '') {
      throw refuse(
        text.trim() === '' ? 'there are no values' : `a value is missing in ${text}`,
        `write values a, b, c; '' is the empty text`,
      );
    }
    if (quoted !== undefined) values.push(quoted.replaceAll("''", "'"));
    else values.push(/^null$/i.test(plain) ? null : plain);
    separator = end!;
  }
  return values;
}
