import type { LogRatio } from './censored-ratio.ts';

/** What an arm used up in one slice, such as bytes of WAL, and the operations that it was used for. */
export interface Spent {
  readonly operations: number;
  readonly amount: number;
}

/** Operations that both arms have come to. */
export function sharedOperations(
  baseline: readonly Pick<Spent, 'operations'>[],
  contender: readonly Pick<Spent, 'operations'>[],
): number {
  return Math.min(operationsOf(baseline), operationsOf(contender));
}

/** What the first `operations` of an arm used up, all of a slice's alike. */
export function spentOnFirst(slices: readonly Spent[], operations: number): number {
  let left = operations;
  let spent = 0;
  for (const slice of slices) {
    if (left <= 0) break;
    const share = slice.operations === 0 ? 1 : Math.min(1, left / slice.operations);
    spent += slice.amount * share;
    left -= slice.operations;
  }
  return spent;
}

/**
 * How many times as much the contender used for the same operations, counted from the first slice on: ln(contender /
 * baseline) for each slice of the arm that came to fewer. Slices are equal in time, and would put a fast arm's many
 * operations beside a slow arm's few, where an operation costs the less the more there were before it: of a page, only
 * the first change after a checkpoint writes a full image of it to the WAL.
 */
export function ratiosOverSameOperations(
  baseline: readonly Spent[],
  contender: readonly Spent[],
): LogRatio[] {
  const [fewer, isContender] =
    operationsOf(contender) < operationsOf(baseline) ? [contender, true] : [baseline, false];
  const other = isContender ? baseline : contender;
  const ratios: LogRatio[] = [];
  let from = 0;
  for (const { operations, amount } of fewer) {
    const beside = spentOnFirst(other, from + operations) - spentOnFirst(other, from);
    from += operations;
    if (operations === 0 || amount <= 0 || beside <= 0) continue;
    const ratio = Math.log(amount / beside) * (isContender ? 1 : -1);
    ratios.push({ low: ratio, high: ratio });
  }
  return ratios;
}

function operationsOf(slices: readonly Pick<Spent, 'operations'>[]): number {
  return slices.reduce((sum, { operations }) => sum + operations, 0);
}
