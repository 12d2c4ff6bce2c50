import type { Difference } from '../../analysis/equivalence/difference.ts';
import type { Leniency } from '../../analysis/equivalence/value-form.ts';
import { volatileColumns } from '../../analysis/equivalence/volatility.ts';
import type { OperationAnswer, StatementAnswer } from '../../database/answer.ts';
import type { ProofArm, ProofConnection, Values } from './proof-arm.ts';
import {
  type Judged,
  type Judgement,
  judge,
  judgeAffected,
  orderOf,
  resultOrder,
} from './proof-judgement.ts';
import { type Mismatch, mismatchOf } from './proof-mismatch.ts';
import { ProofTally, type StratumProof } from './proof-tally.ts';

/** Whether a contender gives the baseline's answers. */
export interface Proof {
  /** The contender's name. */
  readonly arm: string;
  /** Parameter sets that were tried = compared + undecided + those on which an arm timed out. */
  readonly parameters: number;
  readonly compared: number;
  /** The one and the other may be of one parameter set, where both were asked. */
  readonly timedOut: { readonly baseline: number; readonly contender: number };
  /**
   * Answers that differ in a way that ties could explain as well as a fault; and those of writes with other numbers of
   * statements, of which only what the last one returns is compared.
   */
  readonly undecided: number;
  readonly strata: readonly StratumProof[];
  /** Strata of which nothing was compared. */
  readonly unproven: readonly string[];
  /** Columns that were not compared: ids, where the arms have others, and what differs from call to call. */
  readonly omittedColumns: readonly string[];
  /** Null where all that was compared is equal. */
  readonly mismatch: Mismatch | null;
}

/** One parameter set. */
export interface ProofPlace {
  readonly stratum: string;
  /** Whether the query has strata at all. */
  readonly isClassed: boolean;
  readonly baseline: Values;
  readonly contender: Values;
}

type Answers = readonly StatementAnswer[];
type Verdict = 'equal' | 'undecided' | Mismatch;

/** What is known so far of one contender. */
export class ContenderProof {
  readonly contender: ProofConnection;
  readonly #baseline: ProofConnection;
  readonly #tally: ProofTally;
  readonly #hasOtherIds: boolean;
  /** Columns that differ from call to call, by the baseline's statement. */
  readonly #volatile = new Map<number, ReadonlySet<number>>();
  readonly #omittedColumns = new Set<string>();
  #mismatch: Mismatch | null = null;

  constructor(baseline: ProofConnection, contender: ProofConnection, strata: readonly string[]) {
    this.#baseline = baseline;
    this.contender = contender;
    this.#tally = new ProofTally(strata);
    this.#hasOtherIds = keysOf(baseline.arm) !== keysOf(contender.arm);
  }

  /** Whether more parameters of a stratum are worth trying. */
  isOpen(stratum: string): boolean {
    return this.#mismatch === null && !this.#tally.isGivenUp(stratum);
  }

  get result(): Proof {
    const { strata } = this.#tally;
    const total = (count: (stratum: StratumProof) => number) =>
      strata.reduce((sum, stratum) => sum + count(stratum), 0);
    return {
      arm: this.contender.arm.name,
      parameters: total(({ parameters }) => parameters),
      compared: total(({ compared }) => compared),
      timedOut: {
        baseline: total(({ timedOut }) => timedOut.baseline),
        contender: total(({ timedOut }) => timedOut.contender),
      },
      undecided: total(({ undecided }) => undecided),
      strata,
      unproven: strata.filter(({ compared }) => compared === 0).map(({ stratum }) => stratum),
      omittedColumns: [...this.#omittedColumns],
      mismatch: this.#mismatch,
    };
  }

  /** `contender`: undefined where it was not asked, since the baseline had timed out. */
  async judge(
    place: ProofPlace,
    baseline: OperationAnswer,
    contender: OperationAnswer | undefined,
  ): Promise<void> {
    const late = { baseline: isTimeout(baseline), contender: contender ? isTimeout(contender) : false };
    if (!contender || late.baseline || late.contender) {
      this.#tally.timedOut(place.stratum, late);
      return;
    }
    const verdict = await this.#verdict(place, baseline, contender);
    if (verdict === 'undecided') {
      this.#tally.undecided(place.stratum);
      return;
    }
    this.#tally.compared(place.stratum);
    if (verdict !== 'equal') this.#mismatch = verdict;
  }

  async #verdict(place: ProofPlace, baseline: OperationAnswer, contender: OperationAnswer): Promise<Verdict> {
    if (baseline.kind === 'failed' || contender.kind === 'failed') {
      return this.#mismatchAt(place, 'error', errorDifference(baseline, contender), []);
    }
    // The number of rows that a statement writes says nothing beside statements that are cut otherwise.
    const areCounted =
      this.#baseline.arm.query.writes && baseline.answers.length === contender.answers.length;
    let isUndecided = this.#baseline.arm.query.writes && !areCounted;
    for (const [ours, theirs] of pairs(baseline.answers, contender.answers)) {
      const judged = (): Judged => ({
        baseline: side(this.#baseline, place.baseline, ours, baseline.answers),
        contender: side(this.contender, place.contender, theirs, contender.answers),
        leniency: this.#leniency(ours),
      });
      const rows = await this.#judgeRows(place, judged);
      if (rows === 'undecided') isUndecided = true;
      else if (rows !== 'equal') {
        return this.#mismatchAt(place, 'rows', rows, baseline.answers[ours]!.columns);
      }
      this.#noteIdColumns(judged());
      if (!areCounted) continue;
      const affected = await judgeAffected(judged());
      if (affected === 'undecided') isUndecided = true;
      else if (affected !== 'equal') return this.#mismatchAt(place, 'affected', affected, []);
    }
    return isUndecided ? 'undecided' : 'equal';
  }

  /** Before an arm is said to be wrong the baseline is asked once more: what differs from itself is no yardstick. */
  async #judgeRows(place: ProofPlace, judged: () => Judged): Promise<Judgement> {
    const judgement = await judge(judged());
    if (typeof judgement === 'string') return judgement;
    const { baseline, leniency } = judged();
    const again = await this.#baseline.fetch(place.baseline);
    if (again.kind === 'failed') return 'undecided';
    const { answer, statement } = baseline;
    const order = resultOrder(orderOf(baseline), answer);
    const volatile = volatileColumns(answer, again.answers[statement]!, order, leniency);
    if (volatile === 'all') return 'undecided';
    if (volatile.length === 0) return judgement;
    this.#volatile.set(statement, new Set([...leniency.omitted, ...volatile]));
    for (const column of volatile) this.#omittedColumns.add(answer.columns[column]!);
    return judge(judged());
  }

  #leniency(statement: number): Leniency {
    return { omitted: this.#volatile.get(statement) ?? new Set(), hasOtherIds: this.#hasOtherIds };
  }

  #noteIdColumns({ baseline, contender }: Judged): void {
    if (!this.#hasOtherIds) return;
    baseline.answer.columns.forEach((name, column) => {
      const kinds = [baseline.answer.kinds[column], contender.answer.kinds[column]];
      if (kinds.includes('uuid')) this.#omittedColumns.add(name);
    });
  }

  #mismatchAt(
    { stratum, isClassed, baseline, contender }: ProofPlace,
    kind: Mismatch['kind'],
    difference: Difference,
    columns: readonly string[],
  ): Mismatch {
    return mismatchOf(kind, difference, {
      baseline: { arm: this.#baseline.arm, values: baseline },
      contender: { arm: this.contender.arm, values: contender },
      stratum: isClassed ? stratum : null,
      columns,
    });
  }
}

/** The style of an arm's ids; its world's default is uuidv4. */
function keysOf({ world }: ProofArm): string {
  return world?.keys ?? 'uuidv4';
}

export function isTimeout(answer: OperationAnswer): boolean {
  return answer.kind === 'failed' && answer.error.class === 'timeout';
}

/** Which statements' answers are compared: each with its own, or the last ones where they are not as many. */
function pairs(baseline: Answers, contender: Answers): [number, number][] {
  if (baseline.length !== contender.length) return [[baseline.length - 1, contender.length - 1]];
  return baseline.map((_, statement) => [statement, statement]);
}

function side(
  connection: ProofConnection,
  values: Values,
  statement: number,
  answers: Answers,
): Judged['baseline'] {
  return { connection, values, statement, answer: answers[statement]! };
}

function errorDifference(baseline: OperationAnswer, contender: OperationAnswer): Difference {
  const failures = [
    ...(baseline.kind === 'failed' ? [`the baseline failed: ${errorText(baseline)}`] : []),
    ...(contender.kind === 'failed' ? [`the contender failed: ${errorText(contender)}`] : []),
  ];
  return { row: 0, baseline: null, contender: null, what: failures.join('; ') };
}

function errorText({ error, statement }: Extract<OperationAnswer, { kind: 'failed' }>): string {
  return `${error.message.replace(/\s+/g, ' ')} [SQLSTATE ${error.sqlState}] in statement ${statement + 1}`;
}
