import type { Row } from '../../analysis/equivalence/answer.ts';
import type { Difference } from '../../analysis/equivalence/difference.ts';
import type { Query } from '../../scenario/query.ts';
import { statementText } from '../load/statement-text.ts';
import type { ProofArm, Values } from './proof-arm.ts';

/** The first answer of a contender that is not the baseline's. */
export interface Mismatch {
  /** `error`: an arm failed. `affected`: a statement wrote another number of rows. */
  readonly kind: 'rows' | 'affected' | 'error';
  /** The contender's name. */
  readonly arm: string;
  /** Null where the query has none. */
  readonly stratum: string | null;
  /** The baseline's, by name, in text format. */
  readonly parameters: Readonly<Record<string, string | null>>;
  /** Each arm's SQL with its values in place, to be pasted into psql; what it writes is rolled back. */
  readonly statement: string;
  readonly baselineStatement: string;
  /** Of the rows. */
  readonly columns: readonly string[];
  /** From 1; 0 where it is no row that differs. */
  readonly row: number;
  readonly baseline: Row | null;
  readonly contender: Row | null;
  readonly what: string;
}

export interface MismatchPlace {
  readonly baseline: { readonly arm: ProofArm; readonly values: Values };
  readonly contender: { readonly arm: ProofArm; readonly values: Values };
  readonly stratum: string | null;
  readonly columns: readonly string[];
}

export function mismatchOf(kind: Mismatch['kind'], difference: Difference, place: MismatchPlace): Mismatch {
  const { baseline, contender, stratum, columns } = place;
  const names = baseline.arm.query.parameters.map(({ name }) => name);
  return {
    kind,
    arm: contender.arm.name,
    stratum,
    parameters: Object.fromEntries(names.map((name, i) => [name, baseline.values[i]!])),
    statement: psqlText(contender.arm.query, contender.values),
    baselineStatement: psqlText(baseline.arm.query, baseline.values),
    columns,
    ...difference,
  };
}

function psqlText(query: Query, values: Values): string {
  const texts = query.statements.map((statement) =>
    statementText({ ...query, statements: [statement] }, { values }),
  );
  return (query.writes ? ['BEGIN;', ...texts, 'ROLLBACK;'] : texts).join('\n');
}
