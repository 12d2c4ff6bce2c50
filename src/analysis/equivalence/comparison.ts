import type { Answer, ResultOrder, Row } from './answer.ts';
import { columnDifference, counted, type Difference, valuesInWords } from './difference.ts';
import { unmatched } from './row-bag.ts';
import { keyOf, tieGroups } from './tie-group.ts';
import { comparableRows, type Leniency, strict, valueForms } from './value-form.ts';

/** Two answers made comparable, and what is left of the order then. */
export interface Sides {
  readonly columns: readonly string[];
  readonly keys: readonly number[];
  readonly baseline: Side;
  readonly contender: Side;
  /** Any answer to the same question, in the same form. */
  readonly comparable: (rows: readonly Row[]) => Row[];
}

export interface Side {
  /** As they came. */
  readonly rows: readonly Row[];
  /** As they are compared. */
  readonly compared: readonly Row[];
}

/** `needs-ties`: the answers differ only among rows that tie where a limit cuts; compareWithTies decides. */
export type Comparison = 'equal' | 'needs-ties' | Difference;

/**
 * Whether two answers to a question are the same (METHOD, section 3.1). The order is the question's, which is the
 * baseline's: rows are compared group by group of those that tie on its keys, each group as a multiset, and so all rows
 * as one where there is no ORDER BY. The groups at the ends that a limit cuts may differ within the ties.
 *
 * A column of ids that is left out is no key any more, nor are the keys after it.
 */
export function compareAnswers(
  baseline: Answer,
  contender: Answer,
  order: ResultOrder,
  leniency: Leniency = strict,
): Comparison {
  const sides = sidesOf(baseline, contender, order, leniency);
  if ('what' in sides) return sides;
  if (baseline.rows.length !== contender.rows.length) return countDifference(sides);
  const { keys, columns } = sides;
  const [ours, theirs] = [sides.baseline.compared, sides.contender.compared];
  const wrongKey = ours.findIndex((row, place) => keyOf(row, keys) !== keyOf(theirs[place]!, keys));
  const groups = tieGroups(ours, keys);
  let isCutDifferently = false;
  for (const [index, group] of groups.entries()) {
    const end = group.start + group.rows.length;
    if (wrongKey >= 0 && end > wrongKey) break;
    const counterpart = theirs.slice(group.start, end);
    const [lacking] = unmatched(group.rows, counterpart);
    if (lacking === undefined) continue;
    const isOpen = (index === groups.length - 1 && isCut(order, ours.length)) || (index === 0 && order.skips);
    if (!isOpen) {
      return rowDifference(
        sides,
        group.start + lacking,
        unmatched(counterpart, group.rows).map((at) => group.start + at),
      );
    }
    isCutDifferently = true;
  }
  if (wrongKey >= 0) return keyDifference(sides, wrongKey, columns);
  return isCutDifferently ? 'needs-ties' : 'equal';
}

/** Whether a limit may have kept rows away. */
export function isCut({ limit }: ResultOrder, rows: number): boolean {
  return limit === 'unknown' || (limit !== null && rows >= limit);
}

/** A difference where the columns are not the same. */
export function sidesOf(
  baseline: Answer,
  contender: Answer,
  order: ResultOrder,
  leniency: Leniency,
): Sides | Difference {
  const difference = columnDifference(baseline, contender);
  if (difference) return difference;
  const forms = valueForms(baseline, contender, leniency);
  const comparable = (rows: readonly Row[]) => comparableRows(rows, forms);
  const usable = order.keys.findIndex((column) => forms[column] === null);
  return {
    columns: baseline.columns,
    keys: usable < 0 ? order.keys : order.keys.slice(0, usable),
    baseline: { rows: baseline.rows, compared: comparable(baseline.rows) },
    contender: { rows: contender.rows, compared: comparable(contender.rows) },
    comparable,
  };
}

/** One has more rows: names the first that the other lacks. */
export function countDifference(sides: Sides): Difference {
  const { baseline, contender } = sides;
  const numbers = `the baseline has ${counted(baseline.rows.length, 'row')}, the contender ${contender.rows.length}`;
  const [missing] = unmatched(baseline.compared, contender.compared);
  const [extra] = unmatched(contender.compared, baseline.compared);
  if (missing !== undefined && baseline.rows.length > contender.rows.length) {
    const what = `${numbers}: row ${missing + 1} of the baseline is missing`;
    return { row: missing + 1, baseline: baseline.rows[missing]!, contender: null, what };
  }
  const place = extra!;
  const isRepeated = unmatched([contender.compared[place]!], baseline.compared).length === 0;
  const what = `${numbers}: row ${place + 1} of the contender is ${isRepeated ? 'there too often' : 'one too many'}`;
  return { row: place + 1, baseline: null, contender: contender.rows[place]!, what };
}

/** The first row whose keys differ: the order is wrong where the rows are the same, the values are otherwise. */
function keyDifference(sides: Sides, place: number, columns: readonly string[]): Difference {
  const { baseline, contender, keys } = sides;
  const isSameSet = unmatched(baseline.compared, contender.compared).length === 0;
  const [ours, theirs] = [baseline.compared[place]!, contender.compared[place]!];
  const differs = (column: number) => ours[column] !== theirs[column];
  const words = valuesInWords(
    columns,
    baseline.rows[place]!,
    contender.rows[place]!,
    isSameSet ? (column) => keys.includes(column) && differs(column) : differs,
  );
  return {
    row: place + 1,
    baseline: baseline.rows[place]!,
    contender: contender.rows[place]!,
    what: isSameSet
      ? `the same rows in another order: in row ${place + 1} ${words}`
      : `in row ${place + 1} ${words}`,
  };
}

/** A row that the contender lacks, beside the one of its candidates that is most alike. */
export function rowDifference(
  { baseline, contender, columns }: Sides,
  place: number,
  candidates: readonly number[],
): Difference {
  const ours = baseline.compared[place]!;
  const alike = (at: number) => contender.compared[at]!.filter((value, i) => value === ours[i]).length;
  const [best] = [...candidates].sort((a, b) => alike(b) - alike(a) || a - b);
  if (best === undefined) {
    const what = `row ${place + 1} of the baseline is missing`;
    return { row: place + 1, baseline: baseline.rows[place]!, contender: null, what };
  }
  const differs = (column: number) => ours[column] !== contender.compared[best]![column];
  const words = valuesInWords(columns, baseline.rows[place]!, contender.rows[best]!, differs);
  return {
    row: place + 1,
    baseline: baseline.rows[place]!,
    contender: contender.rows[best]!,
    what: `in row ${place + 1} ${words}`,
  };
}
