import { usageError } from '../core/errors.ts';
import { suggestion } from '../core/suggestion.ts';
import type { Query } from './query.ts';

/** One question the application asks, or thing it does: a folder of query files. */
export interface Scenario {
  name: string;
  /** `baseline` first, then by name. */
  queries: readonly Query[];
}

/** The query that is meant when none is named. */
export const baselineQuery = 'baseline';

/** Throws a usage error with the nearest name when the scenario or its query is unknown. */
export function findQuery(
  { scenarios }: { scenarios: readonly Scenario[] },
  scenario: string,
  query: string = baselineQuery,
): Query {
  const found = scenarios.find(({ name }) => name === scenario);
  if (!found) {
    const next = suggestion(
      scenario,
      scenarios.map(({ name }) => name),
    );
    throw usageError(`unknown scenario "${scenario}"`, next);
  }
  const names = found.queries.map(({ name }) => name);
  const index = names.indexOf(query);
  if (index < 0)
    throw usageError(`unknown query "${query}" of scenario "${scenario}"`, suggestion(query, names));
  return found.queries[index]!;
}
