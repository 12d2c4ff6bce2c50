/** What a run's operations are known to have done, by query and statement: the sum over its connections. */
export class StatementTally {
  /** Rows that committed statements returned or affected. */
  readonly rows: readonly Float64Array[];
  /** The same of operations of which it is not known whether they committed; 1 for a statement never answered. */
  readonly uncertainRows: readonly Float64Array[];
  /** Operations, by query, whose connection was lost when they may or may not have committed. */
  readonly uncertain: Float64Array;

  /** `statementCounts` holds the number of statements of each query. */
  constructor(statementCounts: readonly number[]) {
    this.rows = statementCounts.map((count) => new Float64Array(count));
    this.uncertainRows = statementCounts.map((count) => new Float64Array(count));
    this.uncertain = new Float64Array(statementCounts.length);
  }

  add(other: PlainTally): void {
    for (const query of this.rows.keys()) {
      addTo(this.rows[query]!, other.rows[query]!);
      addTo(this.uncertainRows[query]!, other.uncertainRows[query]!);
    }
    addTo(this.uncertain, other.uncertain);
  }
}

/** A tally that came from another thread. */
export type PlainTally = Pick<StatementTally, 'rows' | 'uncertainRows' | 'uncertain'>;

function addTo(sums: Float64Array, more: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += more[i]!;
}
