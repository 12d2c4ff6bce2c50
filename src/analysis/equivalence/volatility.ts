import type { Answer, ResultOrder } from './answer.ts';
import { compareAnswers } from './comparison.ts';
import { unmatched } from './row-bag.ts';
import { comparableRows, type Leniency, strict, valueForms } from './value-form.ts';

/**
 * Places of the columns whose values differ between two executions of one statement with the same parameters on the
 * same rows: now(), gen_random_uuid(), random(). `all` where no column is left to recognise rows by, or it is the
 * number of rows or their order that differs. Empty where the answers are the same, but for ties at a limit.
 */
export function volatileColumns(
  once: Answer,
  again: Answer,
  order: ResultOrder,
  leniency: Leniency = strict,
): readonly number[] | 'all' {
  if (typeof compareAnswers(once, again, order, leniency) === 'string') return [];
  if (once.rows.length !== again.rows.length) return 'all';
  const forms = valueForms(once, again, leniency);
  const [first, second] = [comparableRows(once.rows, forms), comparableRows(again.rows, forms)];
  const compared = once.columns.flatMap((_, column) => (forms[column] ? [column] : []));
  const volatile = compared.filter(
    (column) =>
      unmatched(
        first.map((row) => [row[column]!]),
        second.map((row) => [row[column]!]),
      ).length > 0,
  );
  // None: the values are the same, in other rows or another order.
  return volatile.length === 0 || volatile.length === compared.length ? 'all' : volatile;
}
