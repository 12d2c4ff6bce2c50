import type { Answer, Row, Value } from './answer.ts';

/** The first row in which two answers differ. */
export interface Difference {
  /** From 1, of the baseline's answer or, where that has no such row, of the contender's; 0 when it is no row's. */
  readonly row: number;
  /** As they came; null where that answer has no such row. */
  readonly baseline: Row | null;
  readonly contender: Row | null;
  /** In words. */
  readonly what: string;
}

/** The columns have other names, another order, or are more or fewer. Undefined where they are the same. */
export function columnDifference(baseline: Answer, contender: Answer): Difference | undefined {
  const [ours, theirs] = [baseline.columns, contender.columns];
  const place = ours.findIndex((name, column) => theirs[column] !== name);
  if (place < 0 && ours.length === theirs.length) return undefined;
  const what =
    ours.length !== theirs.length
      ? `the baseline has ${counted(ours.length, 'column')} (${ours.join(', ')}), the contender ${theirs.length} (${theirs.join(', ')})`
      : `column ${place + 1} is ${ours[place]} on the baseline, ${theirs[place]} on the contender`;
  return { row: 0, baseline: null, contender: null, what };
}

/** `comment_count is 3 on the baseline, 6 on the contender`; `differs` says in which columns to look. */
export function valuesInWords(
  columns: readonly string[],
  baseline: Row,
  contender: Row,
  differs: (column: number) => boolean,
): string {
  const places = columns.flatMap((_, column) => (differs(column) ? [column] : []));
  const [first, ...others] = places;
  if (first === undefined) return 'the rows differ';
  const values = `${columns[first]} is ${shown(baseline[first]!)} on the baseline, ${shown(contender[first]!)} on the contender`;
  if (others.length === 0) return values;
  return `${values}; also different: ${others.map((place) => columns[place]).join(', ')}`;
}

const longestShown = 60;

function shown(value: Value): string {
  if (value === null) return 'NULL';
  return value.length > longestShown ? `${value.slice(0, longestShown - 1)}…` : value;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
