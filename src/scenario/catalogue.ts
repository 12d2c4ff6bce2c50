import { type Dirent, readdirSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { usageError } from '../core/errors.ts';
import { packagePath } from '../core/package-root.ts';
import { suggestion } from '../core/suggestion.ts';
import { type Mix, parseMixFile } from './mix.ts';
import { parseQuery } from './parser.ts';
import type { Query } from './query.ts';
import { readQueryText } from './query-file.ts';
import { baselineQuery, type Scenario } from './scenario.ts';

/** All scenarios and stock mixes, by name. */
export interface Catalogue {
  scenarios: readonly Scenario[];
  mixes: readonly Mix[];
}

const packagedScenarios = packagePath('scenarios');

/**
 * Reads `<folder>/<scenario>/<query>.sql` and `<folder>/<mix>.mix`. A new scenario is a new folder; other files and
 * names that begin with a dot are ignored. Throws a usage error for a missing folder and for any file that is not a
 * query or a mix.
 */
export function loadCatalogue(folder: string = packagedScenarios): Catalogue {
  const found = entries(folder);
  const scenarios = found
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => loadScenario(folder, name));
  const mixes = found
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith('.mix'))
    .map(({ name }) => loadMix(folder, basename(name, '.mix'), scenarios));
  return { scenarios, mixes };
}

/** Throws a usage error with the nearest name when there is no such mix. */
export function findMix({ mixes }: Pick<Catalogue, 'mixes'>, name: string): Mix {
  const found = mixes.find((mix) => mix.name === name);
  if (found) return found;
  const names = mixes.map((mix) => mix.name);
  throw usageError(`unknown mix "${name}"`, suggestion(name, names));
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
  return parseQuery(readQueryText(path), { scenario, name, file: shownPath(folder, path) });
}

function loadMix(folder: string, name: string, scenarios: readonly Scenario[]): Mix {
  const path = join(folder, `${name}.mix`);
  return parseMixFile(readQueryText(path), { name, file: shownPath(folder, path) }, { scenarios });
}

/** Packaged files by their path in the package, the same on every machine. */
function shownPath(folder: string, path: string): string {
  return folder === packagedScenarios ? ['scenarios', ...relative(folder, path).split(sep)].join('/') : path;
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
