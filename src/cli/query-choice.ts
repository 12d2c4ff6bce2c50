import { usageError } from '../core/errors.ts';
import { suggestion } from '../core/suggestion.ts';
import { type Catalogue, findMix, loadCatalogue } from '../scenario/catalogue.ts';
import { type Mix, mixOf, parseMix } from '../scenario/mix.ts';
import { loadQueryFile } from '../scenario/query-file.ts';
import { baselineQuery, findQuery } from '../scenario/scenario.ts';
import { requireStratum } from '../scenario/strata.ts';

export interface QueryOptions {
  query: string;
  stratum?: string;
}

/**
 * What is to run: a scenario (`feed`, `feed/lateral`), a stock mix by its name, a mix as written (`feed=50,like=6`),
 * or a user's own file: a path, or a name that ends in .sql. Throws a usage error with the nearest names.
 */
export function workloadNamed(what: string, { query, stratum }: QueryOptions): Mix {
  const mix = mixNamed(what, query);
  if (stratum !== undefined) {
    for (const part of mix.parts) requireStratum(part.query, stratum);
  }
  return mix;
}

function mixNamed(what: string, query: string): Mix {
  if (what.includes('=') && !/\.sql$/.test(what)) {
    refuseQuery(what, query, 'name the queries in the mix: feed/lateral=50');
    return parseMix(what, loadCatalogue());
  }
  if (/\.sql$|^\.|\\/.test(what)) return fileNamed(what, query);
  const catalogue = loadCatalogue();
  const [scenario = '', ...rest] = what.split('/');
  const isScenario = catalogue.scenarios.some(({ name }) => name === scenario);
  if (rest.length > 0) {
    if (!isScenario) return fileNamed(what, query);
    refuseQuery(what, query, `leave out --query: ${what} names one`);
    return mixOf(findQuery(catalogue, scenario, rest.join('/')), what);
  }
  if (isScenario) return mixOf(findQuery(catalogue, what, query), what);
  if (!catalogue.mixes.some(({ name }) => name === what)) throw unknown(what, catalogue);
  refuseQuery(what, query, 'name the queries in a mix of your own: feed/lateral=50,post=15');
  return findMix(catalogue, what);
}

function fileNamed(path: string, query: string): Mix {
  refuseQuery('a file', query, `leave out --query: ${path} is the query`);
  const found = loadQueryFile(path);
  return mixOf(found, found.scenario);
}

function refuseQuery(what: string, query: string, next: string): void {
  if (query !== baselineQuery) throw usageError(`--query ${query} does not go with ${what}`, next);
}

function unknown(what: string, { scenarios, mixes }: Catalogue) {
  const names = [...scenarios, ...mixes].map(({ name }) => name);
  return usageError(`unknown scenario "${what}"`, suggestion(what, names));
}
