import type { Answer, ResultOrder } from '../../analysis/equivalence/answer.ts';
import { compareAnswers } from '../../analysis/equivalence/comparison.ts';
import { counted, type Difference } from '../../analysis/equivalence/difference.ts';
import { compareWithTies } from '../../analysis/equivalence/limit-ties.ts';
import type { Leniency } from '../../analysis/equivalence/value-form.ts';
import type { StatementAnswer } from '../../database/answer.ts';
import { keyColumns, type StatementOrder, statementOrder } from '../../scenario/result-order.ts';
import type { ProofConnection, Values } from './proof-arm.ts';

/** One statement's answers on both arms, and how to ask for more. */
export interface Judged {
  readonly baseline: StatementSide;
  readonly contender: StatementSide;
  readonly leniency: Leniency;
}

export interface StatementSide {
  readonly connection: ProofConnection;
  readonly values: Values;
  /** Which of the query's statements. */
  readonly statement: number;
  readonly answer: StatementAnswer;
}

/** `undecided`: what differs may be ties that subqueries choose from, which nothing tells from a fault. */
export type Judgement = 'equal' | 'undecided' | Difference;

/** Beyond this many rows ties are not followed. */
const mostRows = 200_000;

/** Whether two answers are the same, with more questions asked where a limit left a choice among ties. */
export async function judge(judged: Judged): Promise<Judgement> {
  const { baseline, contender, leniency } = judged;
  const written = orderOf(baseline);
  const order = resultOrder(written, baseline.answer);
  const compared = compareAnswers(baseline.answer, contender.answer, order, leniency);
  if (compared === 'equal') return 'equal';
  // Limits of the baseline's subqueries may choose among ties whose rows are anywhere in the answer.
  if (compared !== 'needs-ties' && !written.isCutWithin) return compared;
  const decided = await decideByTies(judged, order, written.isCutWithin);
  if (decided !== 'unfit') return decided;
  return agreesWhenLong(judged, order, compared);
}

/** The order of the question, for this answer. */
export function resultOrder(written: StatementOrder, { columns }: Answer): ResultOrder {
  return {
    keys: keyColumns(written, columns),
    limit: written.isCutWithin ? 'unknown' : written.limit,
    skips: written.skips,
  };
}

export function orderOf({ connection, statement }: StatementSide): StatementOrder {
  return statementOrder(connection.arm.query.statements[statement]!.sql);
}

/** Asks the baseline for ever more rows until all that tie at the limit are there. */
async function decideByTies(
  { baseline, contender, leniency }: Judged,
  order: ResultOrder,
  isCutWithin: boolean,
): Promise<Judgement | 'unfit'> {
  let before = -1;
  for (let limit = 4 * baseline.answer.rows.length + 100; limit <= mostRows; limit *= 10) {
    const long = await longAnswer(baseline, limit);
    if (!long) return 'undecided';
    const { rows } = long;
    // A subquery's rows may be fewer or more by the time they are the answer's: then only growth tells.
    const isWhole = isCutWithin ? rows.length === before : rows.length < limit;
    const decision = compareWithTies(baseline.answer, contender.answer, { rows, isWhole }, order, leniency);
    if (decision !== 'needs-more') return decision;
    before = rows.length;
  }
  return 'undecided';
}

/** Undefined where it could not be had, in time or at all. */
async function longAnswer(side: StatementSide, limit: number): Promise<StatementAnswer | undefined> {
  const fetched = await side.connection.fetchLong(side.values, side.statement, limit);
  return fetched === 'unlimited' ? side.answer : fetched?.[side.statement];
}

/**
 * Where the limits of subqueries do not cut the answer at its end: if both arms give the same without limits, the
 * difference may be one of ties. If they do not, it is a fault.
 */
async function agreesWhenLong(
  { baseline, contender, leniency }: Judged,
  order: ResultOrder,
  compared: Difference | 'needs-ties',
): Promise<Judgement> {
  const ours = await longAnswer(baseline, mostRows);
  const theirs = ours && (await longAnswer(contender, mostRows));
  if (!ours || !theirs) return 'undecided';
  const long = compareAnswers(ours, theirs, { ...order, limit: mostRows, skips: false }, leniency);
  if (typeof long === 'string') return 'undecided';
  return compared === 'needs-ties' ? long : compared;
}

/** Whether a statement that writes affects as many rows on both arms. */
export async function judgeAffected({ baseline, contender }: Judged): Promise<Judgement> {
  const [ours, theirs] = [baseline.answer.affected, contender.answer.affected];
  if (ours === theirs) return 'equal';
  const { limit, isCutWithin } = orderOf(baseline);
  if (limit !== null || isCutWithin) {
    // Of rows that tie at a limit some may be there already, and not be written.
    const long = await longAnswer(baseline, mostRows);
    const theirLong = long && (await longAnswer(contender, mostRows));
    if (!long || !theirLong || long.affected === theirLong.affected) return 'undecided';
  }
  const what = `statement ${baseline.statement + 1} affects ${counted(ours, 'row')} on the baseline, ${theirs} on the contender`;
  return { row: 0, baseline: null, contender: null, what };
}
