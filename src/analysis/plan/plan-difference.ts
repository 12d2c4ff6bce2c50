import { formatBytes, formatCount } from '../../core/units.ts';
import type { PartitionNames } from './partitions.ts';
import { type Access, type PlanFeatures, planFeatures } from './plan-features.ts';
import type { Plan } from './plan-node.ts';

/** One side of a difference: the plans of an operation's statements, and the partitions of its database. */
export interface PlanSide {
  readonly plans: readonly Plan[];
  readonly partitions: PartitionNames;
}

/** A sentence, and about how many rows it is about: the more, the more it tells. */
interface Remark {
  readonly text: string;
  readonly rows: number;
}

const mostSentences = 5;

/** Fewer rows than this more or less are no reason for anything. */
const leastRows = 50;

/**
 * What the contender's plan does otherwise than the baseline's, in words, what concerns most rows first, at most five
 * sentences: `posts: index scan posts_user_created instead of sequential scan (20 rows instead of 12,000)`, `no sort of
 * 12,000 rows`. Empty when there is nothing of note. Rows are those looked at; where a statement was not run to its end
 * they are not told, and only the shape is.
 */
export function planDifference(baseline: PlanSide, contender: PlanSide): string[] {
  const [from, to] = [baseline, contender].map(({ plans, partitions }) =>
    planFeatures(plans, partitions),
  ) as [PlanFeatures, PlanFeatures];
  const remarks = [
    ...accessRemarks(from, to),
    ...partitionRemarks(from, to),
    ...flowRemarks('sort', from.sortedRows, to.sortedRows, isKnown(from, to)),
    ...flowRemarks('aggregation', from.aggregatedRows, to.aggregatedRows, isKnown(from, to)),
    ...joinRemarks(from, to),
    ...spillRemarks(from, to),
    ...serverRemarks(from, to),
  ];
  return remarks
    .sort((a, b) => b.rows - a.rows)
    .slice(0, mostSentences)
    .map(({ text }) => text);
}

function isKnown(from: PlanFeatures, to: PlanFeatures): boolean {
  return from.isAnalyzed && to.isAnalyzed;
}

function accessRemarks(from: PlanFeatures, to: PlanFeatures): Remark[] {
  const tables = [...new Set([...from.accesses.keys(), ...to.accesses.keys()])];
  return tables.flatMap((table) => {
    const [before, after] = [from.accesses.get(table) ?? [], to.accesses.get(table) ?? []];
    const [rowsBefore, rowsAfter] = [before, after].map(rowsOf) as [number, number];
    const rows = Math.abs(rowsAfter - rowsBefore);
    const isCounted = isKnown(from, to);
    if (after.length === 0) {
      return [{ text: `${table}: not read${isCounted ? ` (instead of ${counted(rowsBefore)})` : ''}`, rows }];
    }
    if (before.length === 0) {
      const figures = isCounted ? ` (${counted(rowsAfter)})` : '';
      return [{ text: `${table}: read as well, by ${waysOf(after)}${figures}`, rows }];
    }
    const isFewer = differs(rowsBefore, rowsAfter);
    const figures = isCounted && isFewer ? insteadOf(rowsBefore, rowsAfter) : '';
    const [gone, come] = [without(before, after), without(after, before)];
    if (gone.length === 0 && come.length === 0) {
      return figures ? [{ text: `${table}: ${figures}`, rows }] : [];
    }
    const note = figures && ` (${figures})`;
    // It matters how a table is read even where the number of rows is the same.
    const weight = Math.max(rows, rowsOf(gone), rowsOf(come));
    if (come.length === 0) return [{ text: `${table}: no ${waysOf(gone)}${note}`, rows: weight }];
    if (gone.length === 0) return [{ text: `${table}: ${waysOf(come)} as well${note}`, rows: weight }];
    return [{ text: `${table}: ${waysOf(come)} instead of ${waysOf(gone)}${note}`, rows: weight }];
  });
}

function partitionRemarks(from: PlanFeatures, to: PlanFeatures): Remark[] {
  const tables = [...new Set([...from.partitions.keys(), ...to.partitions.keys()])];
  return tables.flatMap((table) => {
    const [before, after] = [from.partitions.get(table), to.partitions.get(table)];
    if (before?.used === after?.used && before?.of === after?.of) return [];
    const rows = Math.max(...[from, to].map(({ accesses }) => rowsOf(accesses.get(table) ?? [])));
    if (!after) return [{ text: `${table}: one table, no partitions`, rows }];
    const read = `${table}: ${formatCount(after.used)} of ${formatCount(after.of)} partitions`;
    if (!before) return [{ text: read, rows }];
    return [{ text: `${read} instead of ${formatCount(before.used)} of ${formatCount(before.of)}`, rows }];
  });
}

function flowRemarks(
  what: 'sort' | 'aggregation',
  before: number | undefined,
  after: number | undefined,
  isCounted: boolean,
): Remark[] {
  const of = (rows: number) => (isCounted ? ` of ${counted(rows)}` : '');
  if (before === undefined && after === undefined) return [];
  if (after === undefined) return [{ text: `no ${what}${of(before!)}`, rows: before! }];
  if (before === undefined)
    return [{ text: `a ${what}${of(after)}`.replace('a agg', 'an agg'), rows: after }];
  if (!isCounted || !differs(before, after)) return [];
  return [{ text: `${what}${of(after)} instead of ${formatCount(before)}`, rows: Math.abs(after - before) }];
}

/** Joins of the same tables by another method; else how many there are. */
function joinRemarks(from: PlanFeatures, to: PlanFeatures): Remark[] {
  const remarks = from.joins.flatMap((join): Remark[] => {
    const same = ({ tables }: typeof join) => tables.join() === join.tables.join();
    const [others, ways] = [to.joins.filter(same), from.joins.filter(same)];
    if (others.length !== 1 || ways.length !== 1 || others[0]!.method === join.method) return [];
    const tables = join.tables.length > 3 ? `${join.tables.length} tables` : listed(join.tables);
    const text = `${join.method} of ${tables} became ${others[0]!.method}`;
    return [{ text, rows: Math.min(join.rows, others[0]!.rows) }];
  });
  const [before, after] = [from.joins.length, to.joins.length];
  if (before === after) return remarks;
  const joins = `${after === 0 ? 'no' : after} ${after === 1 ? 'join' : 'joins'}`;
  // It goes with what is said of tables, and alone tells little.
  return [...remarks, { text: `${joins} instead of ${before === 0 ? 'none' : before}`, rows: 0 }];
}

function spillRemarks(from: PlanFeatures, to: PlanFeatures): Remark[] {
  if (from.spilledKb > 0 === to.spilledKb > 0) return [];
  const [side, text] =
    to.spilledKb > 0 ? [to, 'spills to disk'] : [from, 'stays in memory instead of spilling'];
  const rows = Math.max(
    side.sortedRows ?? 0,
    side.aggregatedRows ?? 0,
    ...side.joins.map((join) => join.rows),
  );
  return [{ text: `${text} (${formatBytes(side.spilledKb * 1024)})`, rows }];
}

/** Of least weight: they say how, and not how much. */
function serverRemarks(from: PlanFeatures, to: PlanFeatures): Remark[] {
  const remarks: Remark[] = [];
  const workers = (count: number) => `${count} parallel ${count === 1 ? 'worker' : 'workers'}`;
  if (from.workers !== to.workers) {
    remarks.push({ text: to.workers === 0 ? 'no parallel workers' : workers(to.workers), rows: 0 });
  }
  if (from.usesJit !== to.usesJit) {
    remarks.push({ text: to.usesJit ? 'compiles parts of it (JIT)' : 'compiles nothing (no JIT)', rows: 0 });
  }
  return remarks;
}

/** By half or double, and by more than a few. */
function differs(before: number, after: number): boolean {
  const [less, more] = before < after ? [before, after] : [after, before];
  return more - less >= leastRows && more >= 2 * less;
}

function insteadOf(before: number, after: number): string {
  return `${counted(after)} instead of ${formatCount(before)}`;
}

function counted(rows: number): string {
  const text = formatCount(rows);
  return `${text} ${text === '1' ? 'row' : 'rows'}`;
}

function rowsOf(accesses: readonly Access[]): number {
  return accesses.reduce((total, { rows }) => total + rows, 0);
}

function without(accesses: readonly Access[], others: readonly Access[]): Access[] {
  return accesses.filter(({ way }) => !others.some((other) => other.way === way));
}

function waysOf(accesses: readonly Access[]): string {
  return listed(accesses.map(({ way }) => way));
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
