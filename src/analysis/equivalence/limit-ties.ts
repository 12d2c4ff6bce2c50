import type { Answer, ResultOrder, Row } from './answer.ts';
import { countDifference, isCut, rowDifference, type Sides, sidesOf } from './comparison.ts';
import { counted, type Difference } from './difference.ts';
import { unmatched } from './row-bag.ts';
import { type TieGroup, tieGroups } from './tie-group.ts';
import { type Leniency, strict } from './value-form.ts';

/** The baseline's answer with its limits raised. */
export interface LongAnswer {
  readonly rows: readonly Row[];
  /** Whether these are known to be all that there are: a higher limit would bring no more. */
  readonly isWhole: boolean;
}

/**
 * `needs-more`: rows tied at the limit go on behind the end of the long answer. `unfit`: the baseline's answer is no
 * part of the long one, so that it tells nothing (limits in subqueries whose rows are not those of the answer).
 */
export type TieDecision = 'equal' | 'needs-more' | 'unfit' | Difference;

/**
 * Decides what {@link compareAnswers} leaves open, from all rows that tie with those at the limit: either arm may show
 * any of them, each once. Rows between the ends must be the same.
 */
export function compareWithTies(
  baseline: Answer,
  contender: Answer,
  long: LongAnswer,
  order: ResultOrder,
  leniency: Leniency = strict,
): TieDecision {
  const sides = sidesOf(baseline, contender, order, leniency);
  if ('what' in sides) return sides;
  const all = tieGroups(sides.comparable(long.rows), sides.keys);
  const ours = placeWithin(all, sides.baseline.compared, sides, order);
  if (ours === undefined) return 'unfit';
  const reachesEnd = ours.last === all.length - 1;
  if (reachesEnd && !long.isWhole) return 'needs-more';
  if (baseline.rows.length !== contender.rows.length) return countDifference(sides);
  return contenderWithin(all.slice(ours.first, ours.last + 1), sides);
}

/** Which of the long answer's groups the baseline's rows come from; undefined where they do not. */
function placeWithin(
  all: readonly TieGroup[],
  rows: readonly Row[],
  { keys }: Sides,
  order: ResultOrder,
): { first: number; last: number } | undefined {
  const groups = tieGroups(rows, keys);
  if (groups.length === 0) return undefined;
  const first = order.skips ? all.findIndex(({ key }) => key === groups[0]!.key) : 0;
  const last = first + groups.length - 1;
  const fits = groups.every((group, index) => {
    const whole = all[first + index];
    if (first < 0 || whole?.key !== group.key || unmatched(group.rows, whole.rows).length > 0) return false;
    return isOpenAt(index, groups.length, order, rows.length) || whole.rows.length === group.rows.length;
  });
  return fits ? { first, last } : undefined;
}

function isOpenAt(index: number, groups: number, order: ResultOrder, rows: number): boolean {
  return (index === groups - 1 && isCut(order, rows)) || (index === 0 && order.skips);
}

/** The contender's rows, as many as the baseline's of each group, must be among those of the group. */
function contenderWithin(all: readonly TieGroup[], sides: Sides): 'equal' | Difference {
  const ours = tieGroups(sides.baseline.compared, sides.keys);
  for (const [index, group] of ours.entries()) {
    const theirs = sides.contender.compared.slice(group.start, group.start + group.rows.length);
    const tied = all[index]!.rows;
    const [stranger] = unmatched(theirs, tied);
    if (stranger === undefined) continue;
    const difference = rowDifference(sides, group.start + stranger, [group.start + stranger]);
    return {
      ...difference,
      what: `${difference.what}, and it is none of the ${counted(tied.length, 'row')} that tie there`,
    };
  }
  return 'equal';
}
