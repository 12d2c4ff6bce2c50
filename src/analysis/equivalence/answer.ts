/** How values of a column are compared. `number` is exact (integers, numeric), `float` has a last bit to lose. */
export type ColumnKind = 'number' | 'float' | 'uuid' | 'json' | 'other';

/** A value in PostgreSQL's text format; null is NULL. */
export type Value = string | null;
export type Row = readonly Value[];

/** The rows of one execution, as they came. */
export interface Answer {
  readonly columns: readonly string[];
  /** One for each column. */
  readonly kinds: readonly ColumnKind[];
  readonly rows: readonly Row[];
}

/** What the question promises of the order and number of its rows. */
export interface ResultOrder {
  /** Places of the columns that rows are sorted by, most significant first. Rows that tie on them have any order. */
  readonly keys: readonly number[];
  /**
   * The most rows there may be, so that rows tied at the last one are chosen freely; null for any number. `unknown`
   * where there may be a limit, whatever it is.
   */
  readonly limit: number | null | 'unknown';
  /** Whether first rows are left out, so that rows tied at the first one are chosen freely too. */
  readonly skips: boolean;
}
