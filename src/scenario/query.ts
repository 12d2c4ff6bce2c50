import type { Statement } from '../core/operation.ts';
import type { DomainName } from '../population/domain.ts';

/** One way to ask a scenario's question, or to do what it does: one SQL file. */
export interface Query {
  /** The question, e.g. `feed`; for a user's own file its name without `.sql`. */
  scenario: string;
  /** The way to ask it, e.g. `baseline`. */
  name: string;
  /** The file for messages and reports: `scenarios/feed/baseline.sql`, or a user's path as given. */
  file: string;
  /** What the query answers or does, from the file's first comment lines; empty when there are none. */
  summary: string;
  /** The file's text as written. */
  source: string;
  /**
   * In order, at least one, without header and semicolons. Several run as one transaction, a round trip each, as an
   * application would; its BEGIN and COMMIT are whose who runs them. A statement's `$1`, `$2` are those parameters
   * that it uses, in order of declaration.
   */
  statements: readonly Statement[];
  /** In order of declaration: that of an operation's values. */
  parameters: readonly ParameterDeclaration[];
  /**
   * Whether the file declares that it writes (`-- @writes`, `-- @once`). If not, each statement's command is one that
   * reads.
   */
  writes: boolean;
  /**
   * Whether it uses up what it works on (`-- @once`), as a job that removes a month does: to be run once on a fresh copy
   * of the data, not again and again.
   */
  once: boolean;
  /**
   * Variants that bring what the query reads or writes (`-- @needs counters`): it runs on a variant that is, or
   * includes, any one of these. Empty where the schema as specified will do.
   */
  needs: readonly string[];
}

/** A value that differs from one execution to the next. */
export interface ParameterDeclaration {
  /** Written `:name` in the SQL. */
  name: string;
  /** Where its values come from. */
  source: ValueSource;
}

/** Where the values of a parameter come from. */
export type ValueSource =
  /** The population's; `existing` without those that match no row. */
  | { kind: 'domain'; domain: DomainName; existing: boolean }
  /** Evenly between two bounds: whole numbers, both bounds among them, or others, without the upper one. */
  | { kind: 'uniform'; low: number; high: number; whole: boolean }
  /** Whole numbers from `low`, the most frequent, to `high`; the k-th as often as k^-exponent. */
  | { kind: 'zipf'; low: number; high: number; exponent: number }
  /** Rounded where `whole`. */
  | { kind: 'normal'; mean: number; sd: number; whole: boolean }
  /** Evenly among these; null is NULL. */
  | { kind: 'values'; values: readonly (string | null)[] }
  /** Evenly among the rows of a query that runs once, before the clock. */
  | { kind: 'rows'; query: ListQuery; column: number };

/** A query whose rows are values, and the parameters that its columns are for. */
export interface ListQuery {
  names: readonly string[];
  sql: string;
}
