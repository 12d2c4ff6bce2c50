import type { Statement } from '../core/operation.ts';
import { BindEncoder, simpleQuery } from './bind-encoder.ts';

/** As what a statement of a query is prepared on every connection. */
export function preparedName(query: number, statement: number): string {
  return `bench_${query}_${statement}`;
}

/** A message of an operation, sent when the one before has been answered. */
export interface Step {
  readonly message: Buffer;
}

const begin: Step = { message: simpleQuery('BEGIN') };
const commit: Step = { message: simpleQuery('COMMIT') };
export const rollback = simpleQuery('ROLLBACK');

/**
 * What runs one query: its statement, or its statements within a transaction, a round trip each as an application
 * has them.
 */
export class QuerySteps {
  readonly steps: readonly Step[];
  /** Names under which the statements are to be prepared. */
  readonly names: readonly string[];
  readonly #encoders: readonly BindEncoder[];

  constructor(query: number, statements: readonly Statement[]) {
    this.names = statements.map((_, index) => preparedName(query, index));
    this.#encoders = statements.map(
      ({ parameters }, index) => new BindEncoder(this.names[index]!, parameters),
    );
    this.steps = statements.length > 1 ? [begin, ...this.#encoders, commit] : this.#encoders;
  }

  /** Which of the query's statements a step runs; -1 for the transaction's own. */
  statementAt(step: number): number {
    return this.#encoders.length === 1 ? step : step <= this.#encoders.length ? step - 1 : -1;
  }

  encode(values: readonly (string | null)[]): void {
    for (let i = 0; i < this.#encoders.length; i++) this.#encoders[i]!.encode(values);
  }
}
