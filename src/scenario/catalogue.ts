import { type Dirent, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { usageError } from '../core/errors.ts';
import { suggestion } from '../core/suggestion.ts';
import { parseQuery } from './parser.ts';
import type { Query } from './query.ts';
import { readQueryText } from './query-file.ts';

/** One question the application asks: a folder of query files. */
export interface Scenario {
  name: string;
  /** `baseline` first, then by name. */
  queries: readonly Query[];
}

/** All scenarios, by name. */
export interface Catalogue {
  scenarios: readonly Scenario[];
}

/** The query that is meant when none is named. */
export const baselineQuery = 'baseline';

/** The package's own scenarios; the same path from `src/scenario` and from `dist/scenario`. */
const packagedScenarios = fileURLToPath(new URL('../../scenarios', import.meta.url));

/**
 * Reads `<folder>/<scenario>/<query>.sql`. A new scenario is a new folder; other files and names that begin with a
 * dot are ignored. Throws a usage error for a missing folder and for any file that is not a query.
 */
export function loadCatalogue(folder: string = packagedScenarios): Catalogue {
  const scenarios = entries(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => loadScenario(folder, name));
  return { scenarios };
}

/** Throws a usage error with the nearest name when the scenario or its query is unknown. */
export function findQuery(catalogue: Catalogue, scenario: string, query: string = baselineQuery): Query {
  const { scenarios } = catalogue;
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

function loadScenario(folder: string, scenario: string): Scenario {
  const queries = entries(join(folder, scenario))
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith('.sql'))
    .map(({ name }) => loadQuery(folder, scenario, basename(name, '.sql')))
    .sort((a, b) => Number(b.name === baselineQuery) - Number(a.name === baselineQuery));
  return { name: scenario, queries };
}

function loadQuery(folder: string, scenario: string, name: string): Query {
  const path = join(folder, scenario, `${name}.sql`);
  const file = folder === packagedScenarios ? `scenarios/${scenario}/${name}.sql` : path;
  return parseQuery(readQueryText(path), { scenario, name, file });
}

/** In name order, which is the same on every machine. */
function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw usageError(`cannot read the scenarios in ${folder}`, 'name a folder of scenario folders', error);
  }
}
