import { usageError } from '../core/errors.ts';
import { suggestion } from '../core/suggestion.ts';
import { domainStrata, existingStrata } from '../population/domain.ts';
import { noLists, type ParameterLists } from './parameter-lists.ts';
import type { Query, ValueSource } from './query.ts';

/** The one stratum of a query whose parameters have none. */
const all = ['all'];

/** Which parameter tells the stratum of an execution: the first that has several; -1 for none. */
export function classedParameter({ parameters }: Query, fixed: ParameterLists = noLists): number {
  return parameters.findIndex(({ name, source }) => !fixed.has(name) && strataOfSource(source).length > 1);
}

/** The strata that a result of this query is reported by. */
export function strataOf(query: Query, fixed: ParameterLists = noLists): readonly string[] {
  const parameter = query.parameters[classedParameter(query, fixed)];
  return parameter ? strataOfSource(parameter.source) : all;
}

/** Throws a usage error for a stratum that the query does not know. */
export function requireStratum(query: Query, stratum: string, fixed: ParameterLists = noLists): void {
  const strata = strataOf(query, fixed);
  const parameter = query.parameters[classedParameter(query, fixed)];
  if (!parameter) {
    throw usageError(
      `--stratum ${stratum} does not go with ${query.file}`,
      'none of its parameters has strata: those of the population have (e.g. user.id)',
    );
  }
  if (strata.includes(stratum)) return;
  const { source } = parameter;
  const what = source.kind === 'domain' ? source.domain : parameter.name;
  throw usageError(`unknown stratum "${stratum}" of ${what}`, suggestion(stratum, strata));
}

function strataOfSource(source: ValueSource): readonly string[] {
  if (source.kind !== 'domain') return all;
  return source.existing ? existingStrata(source.domain) : domainStrata[source.domain];
}
