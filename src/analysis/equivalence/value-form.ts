import type { Answer, ColumnKind, Row, Value } from './answer.ts';

/** What is not compared, and why it cannot be. */
export interface Leniency {
  /** Places of columns to leave out. */
  readonly omitted: ReadonlySet<number>;
  /**
   * The arms have other ids for the same rows: columns of ids are left out, and ids within texts and JSON are taken for
   * equal.
   */
  readonly hasOtherIds: boolean;
}

export const strict: Leniency = { omitted: new Set(), hasOtherIds: false };

/** How values of one column become comparable as texts; null leaves the column out. */
export type ValueForm = ((value: string) => string) | null;

/**
 * For each column of two answers with the same columns:
 *
 * - Numbers are equal by value, not by spelling (1, 1.0, 1e0): a count may be bigint here and numeric there. They are
 *   compared as decimals, exactly; where a column is a float on either side, to 10 significant digits, since sums of
 *   floats depend on the order of their terms.
 * - All else is equal if its text is: with the same settings a server writes equal values of most types alike. Exceptions
 *   that would be told as differences: intervals (24:00:00 and 1 day), citext and nondeterministic collations.
 */
export function valueForms(baseline: Answer, contender: Answer, leniency: Leniency): ValueForm[] {
  return baseline.kinds.map((kind, column) => {
    const kinds = [kind, contender.kinds[column]!];
    if (leniency.omitted.has(column)) return null;
    if (leniency.hasOtherIds && kinds.includes('uuid')) return null;
    return formOf(kinds, leniency.hasOtherIds);
  });
}

/** Rows with every value in its comparable form, and NULL where a column is left out. */
export function comparableRows(rows: readonly Row[], forms: readonly ValueForm[]): Row[] {
  return rows.map((row) =>
    row.map((value, column): Value => (value === null ? null : (forms[column]?.(value) ?? null))),
  );
}

function formOf(kinds: readonly ColumnKind[], hidesIds: boolean): (value: string) => string {
  const isNumeric = kinds.every((kind) => kind === 'number' || kind === 'float');
  if (isNumeric) return kinds.includes('float') ? roundedText : decimalText;
  if (!hidesIds) return (value) => value;
  return kinds.includes('json') ? withoutJsonIds : withoutIds;
}

const floatDigits = 10;

function roundedText(value: string): string {
  const number = Number(value);
  return Number.isFinite(number) ? decimalText(number.toExponential(floatDigits - 1)) : value;
}

/** `-12.50`, `-1250e-2` and `-12.5` become `-125e-1`; NaN and Infinity stay. */
export function decimalText(value: string): string {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(value);
  if (!parts) return value;
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === '-' ? '-' : ''}${significant}e${power}`;
}

const uuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
const quotedUuid = new RegExp(`"${uuid.source}"`, 'gi');
/** `"post_id": 17`, as ids are where they are numbers. */
const jsonId = /("(?:[A-Za-z0-9_]*_)?id"\s*:\s*)(?:-?\d+|"-?\d+")(?=\s*[,}])/g;

function withoutIds(value: string): string {
  // A path's last part where ids are numbers: avatars/17.jpg.
  return value.replace(uuid, '<id>').replace(/(?<=https?:\/\/\S*\/)\d+(?=\.\w+)/g, '<id>');
}

function withoutJsonIds(value: string): string {
  return withoutIds(value.replace(jsonId, '$1<id>').replace(quotedUuid, '<id>'));
}
