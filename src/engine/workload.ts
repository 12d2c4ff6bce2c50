import { AliasTable } from '../core/distributions.ts';
import type { Operation, QueryIdentity } from '../core/operation.ts';
import type { RandomSequence } from '../core/random.ts';

/** What a run executes: its queries, and endless sequences of operations on them. */
export interface Workload {
  readonly queries: readonly QueryIdentity[];
  /**
   * The next operation of a sequence, drawn outside any measured time; valid until the sequence's next one. In closed
   * load every client has a sequence of its own; in open load there is one for all.
   */
  next(lane: number): Operation;
}

/** Draws a query's parameters. `values` must be a new array each time: the slowest are kept. */
export interface Draw {
  readonly strata: readonly string[];
  draw(): { readonly values: readonly (string | null)[]; readonly stratum: number };
}

export interface WeightedQuery {
  readonly scenario: string;
  readonly name: string;
  /** Relative to the others; more than 0. */
  readonly weight: number;
}

/** One sequence's sources of chance: which query, and a source of parameters for each of them. */
export interface Lane {
  readonly choice: RandomSequence;
  readonly sources: readonly Draw[];
}

/** Queries chosen at random by their weights, each with parameters from a random stream of its own. */
export class MixedWorkload implements Workload {
  readonly queries: readonly QueryIdentity[];
  readonly #lanes: readonly Lane[];
  readonly #choice: AliasTable;
  readonly #operations: {
    query: number;
    stratum: number;
    values: readonly (string | null)[];
  }[];

  /** At least one query and one lane. */
  constructor(queries: readonly WeightedQuery[], lanes: readonly Lane[]) {
    this.queries = queries.map(({ scenario, name }, index) => ({
      scenario,
      query: name,
      strata: lanes[0]!.sources[index]!.strata,
    }));
    this.#lanes = lanes;
    this.#choice = new AliasTable(queries.map(({ weight }) => weight));
    this.#operations = lanes.map(() => ({ query: 0, stratum: 0, values: [] }));
  }

  next(lane: number): Operation {
    const { choice, sources } = this.#lanes[lane]!;
    const operation = this.#operations[lane]!;
    const query = sources.length === 1 ? 0 : this.#choice.draw(choice.uniform());
    const { values, stratum } = sources[query]!.draw();
    operation.query = query;
    operation.stratum = stratum;
    operation.values = values;
    return operation;
  }
}
