import type { DomainName } from '../population/domain.ts';

/** One way to ask a scenario's question: one SQL file. */
export interface Query {
  /** The question, e.g. `feed`; for a user's own file its name without `.sql`. */
  scenario: string;
  /** The way to ask it, e.g. `baseline`. */
  name: string;
  /** The file for messages and reports: `scenarios/feed/baseline.sql`, or a user's path as given. */
  file: string;
  /** What the query answers, from the file's first comment lines; empty when there are none. */
  summary: string;
  /** The file's text as written. */
  source: string;
  /** One statement for a prepared query: `$1`, `$2` for the parameters; no header, no final semicolon. */
  sql: string;
  /** In order of declaration: the first is `$1`. */
  parameters: readonly ParameterDeclaration[];
}

/** A value that differs from one execution to the next. */
export interface ParameterDeclaration {
  /** Written `:name` in the SQL. */
  name: string;
  /** Where its values come from. */
  domain: DomainName;
}
