import type { Operation, QueryIdentity } from '../core/operation.ts';
import type { ParameterSource } from '../scenario/parameters.ts';

/** What a run executes: its queries, and for every client an endless sequence of operations on them. */
export interface Workload {
  readonly queries: readonly QueryIdentity[];
  /** The client's next operation, drawn outside any measured time; valid until the client's next call. */
  next(client: number): Operation;
}

/** One query, over and over; every client draws its parameters from a source, and so a random stream, of its own. */
export class SingleQueryWorkload implements Workload {
  readonly queries: readonly QueryIdentity[];
  readonly #sources: readonly Pick<ParameterSource, 'strata' | 'draw'>[];
  readonly #operations: { query: 0; stratum: number; values: readonly string[] }[];

  /** `sources` holds one for each client, at least one. */
  constructor(
    query: { readonly scenario: string; readonly name: string },
    sources: readonly Pick<ParameterSource, 'strata' | 'draw'>[],
  ) {
    this.queries = [{ scenario: query.scenario, query: query.name, strata: sources[0]!.strata }];
    this.#sources = sources;
    this.#operations = sources.map(() => ({ query: 0, stratum: 0, values: [] }));
  }

  next(client: number): Operation {
    const operation = this.#operations[client]!;
    const drawn = this.#sources[client]!.draw();
    operation.stratum = drawn.stratum;
    operation.values = drawn.values;
    return operation;
  }
}
