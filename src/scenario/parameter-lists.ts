import { usageError } from '../core/errors.ts';
import { suggestion } from '../core/suggestion.ts';
import type { ListQuery, Query } from './query.ts';
import { parseValueList } from './value-list.ts';

/** Rows of values, as many in each as there are names in their key; null is NULL. */
export type ListRows = readonly (readonly (string | null)[])[];

/**
 * Values that are known before the run, by {@link listKey} of the parameters they are for: the rows of `from (...)`,
 * and what the user fixed, whose key is the one name.
 */
export type ParameterLists = ReadonlyMap<string, ListRows>;

export const noLists: ParameterLists = new Map();

/** What rows for these parameters are kept by. */
export function listKey(names: readonly string[]): string {
  return names.join(',');
}

/** The queries that must run before the first draw, their rows then given by {@link listKey} of the names. */
export function listQueriesOf({ parameters }: Query, fixed: ParameterLists = noLists): ListQuery[] {
  const queries = parameters.flatMap(({ name, source }) =>
    source.kind === 'rows' && !fixed.has(name) ? [source.query] : [],
  );
  return [...new Set(queries)];
}

/** Whether values come from the population, and so the query can run only on a database that holds one. */
export function needsPopulation({ parameters }: Query, fixed: ParameterLists = noLists): boolean {
  return parameters.some(({ name, source }) => source.kind === 'domain' && !fixed.has(name));
}

/** Whether the population's keys for new rows are drawn: each run needs a number of its own then. */
export function needsFreshKeys({ parameters }: Query, fixed: ParameterLists = noLists): boolean {
  return parameters.some(
    ({ name, source }) => source.kind === 'domain' && source.domain.startsWith('new.') && !fixed.has(name),
  );
}

/**
 * Reads `name=a,b`, once for each parameter that is fixed, as {@link parseValueList} does. Throws a usage error for
 * what cannot be read and for a name that no query has.
 */
export function parseFixedParameters(texts: readonly string[], queries: readonly Query[]): ParameterLists {
  const known = [...new Set(queries.flatMap(({ parameters }) => parameters.map(({ name }) => name)))];
  const lists = new Map<string, ListRows>();
  for (const text of texts) {
    const split = text.indexOf('=');
    if (split < 0) {
      throw usageError(
        `cannot read --params ${text}`,
        'write --params <name>=<value>,<value>, e.g. --params id=1,2',
      );
    }
    const name = text.slice(0, split).trim();
    if (!known.includes(name)) throw usageError(`unknown parameter "${name}"`, suggestion(name, known));
    if (lists.has(name)) {
      throw usageError(`--params ${name} is given twice`, `list its values in one: --params ${name}=a,b`);
    }
    const values = parseValueList(text.slice(split + 1), (message, next) =>
      usageError(`--params ${name}: ${message}`, next),
    );
    lists.set(
      name,
      values.map((value) => [value]),
    );
  }
  return lists;
}
