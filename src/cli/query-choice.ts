import { usageError } from '../core/errors.ts';
import { suggestion } from '../core/suggestion.ts';
import { domainStrata } from '../population/domain.ts';
import { baselineQuery, findQuery, loadCatalogue } from '../scenario/catalogue.ts';
import type { Query } from '../scenario/query.ts';
import { loadQueryFile } from '../scenario/query-file.ts';
import { sqlTokens } from '../scenario/sql-tokens.ts';

export interface QueryOptions {
  query: string;
  stratum?: string;
}

/** A path or a name that ends in .sql is a user's own file; anything else is a scenario. */
export function queryNamed(what: string, { query, stratum }: QueryOptions): Query {
  const isFile = /\.sql$|[/\\]/.test(what);
  if (isFile && query !== baselineQuery) {
    throw usageError(`--query ${query} does not go with a file`, `leave out --query: ${what} is the query`);
  }
  const found = isFile ? loadQueryFile(what) : findQuery(loadCatalogue(), what, query);
  requireReading(found);
  if (stratum !== undefined) requireStratum(found, stratum);
  return found;
}

const readingCommands = ['SELECT', 'WITH', 'VALUES', 'TABLE', 'EXPLAIN', 'SHOW'];

/**
 * A run is read-only, which the server enforces on what begins with these; others (SET, BEGIN, VACUUM, ...) it would
 * let through, and they would change the session or the data under measurement.
 */
function requireReading({ sql, file }: Query): void {
  const tokens = sqlTokens(sql);
  const command = tokens.find(({ kind }) => kind === 'word')?.text.toUpperCase() ?? '';
  if (readingCommands.includes(command)) return;
  throw usageError(
    `${file} is no query that reads: it begins with ${command || tokens[0]!.text}`,
    `a run is read-only: give a statement that begins with ${readingCommands.slice(0, -1).join(', ')} or ${readingCommands.at(-1)}`,
  );
}

/** The class of an operation is that of its first parameter. */
function requireStratum({ parameters, file }: Query, stratum: string): void {
  const first = parameters[0];
  if (!first)
    throw usageError(`--stratum ${stratum} does not go with ${file}`, 'the query has no parameters');
  const strata: readonly string[] = domainStrata[first.domain];
  if (!strata.includes(stratum)) {
    throw usageError(`unknown stratum "${stratum}" of ${first.domain}`, suggestion(stratum, strata));
  }
}
