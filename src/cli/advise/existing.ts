import type { CatalogueIndex } from '../../database/index-report-catalogue.ts';
import { redundantIndexes } from '../../database/index-report-redundancy.ts';
import { type Candidate, candidateName, predicateText, quoted } from './candidate.ts';

/** The index that does a candidate's work already: the same, or one that begins with its columns. */
export function existingFor(candidate: Candidate, indexes: readonly CatalogueIndex[]): string | undefined {
  const own = indexes.filter(({ table }) => table === candidate.table).map(plainly);
  const wanted = asIndex(candidate, own);
  return redundantIndexes([...own, wanted]).get(wanted.name)?.by;
}

/** As the catalogue would have it. */
function asIndex(candidate: Candidate, own: readonly CatalogueIndex[]): CatalogueIndex {
  const { table, method, included } = candidate;
  return {
    name: `${candidateName(candidate)} (wanted)`,
    table,
    on: table,
    definition: '',
    method,
    keys: keysOf(candidate, own),
    included: included.map(quoted),
    predicate: predicateText(candidate),
    isUnique: false,
    nullsEqual: false,
    constraints: [],
    isAppointed: false,
    isValid: true,
    partitions: 0,
    // Of two alike the larger one is named: it must be this one.
    sizeBytes: Number.POSITIVE_INFINITY,
    scans: 0,
  };
}

function keysOf(
  { keys, expression, method, operatorClass }: Candidate,
  own: readonly CatalogueIndex[],
): CatalogueIndex['keys'] {
  const key = (of: string) => ({
    of,
    operatorClass: operatorClass ?? ordinaryClass(of, method, own),
    collation: '',
    isDescending: false,
    isNullsFirst: false,
  });
  if (expression !== null) return [key(expression)];
  return keys.map(({ column, isDescending, nulls }) => ({
    ...key(quoted(column)),
    isDescending,
    isNullsFirst: nulls === null ? isDescending : nulls === 'first',
  }));
}

/** That which other indexes of the column have, unless they were made for patterns. */
function ordinaryClass(wanted: string, method: string, own: readonly CatalogueIndex[]): string {
  const classes = own
    .filter((index) => index.method === method)
    .flatMap(({ keys }) => keys)
    .filter(({ of, operatorClass }) => of === wanted && !/_pattern_ops$|_trgm_ops$/.test(operatorClass))
    .map(({ operatorClass }) => operatorClass);
  return classes[0] ?? '';
}

/** `is_public = true` and `is_public` are the same, and not written the same way; so are names of operator classes. */
function plainly(index: CatalogueIndex): CatalogueIndex {
  const keys = index.keys.map((key) => ({
    ...key,
    operatorClass: key.operatorClass.replace(/^public\./, ''),
  }));
  return { ...index, keys, predicate: index.predicate && plainPredicate(index.predicate) };
}

function plainPredicate(predicate: string): string {
  return predicate
    .replaceAll(/\((\w+) = true\)/g, '$1')
    .replaceAll(/\((\w+) = false\)/g, '(NOT $1)')
    .replace(/^\((NOT \w+)\)$/, '$1')
    .replace(/^\((.*)\)$/, (whole, inner: string) => (/[()]/.test(inner) ? whole : inner));
}
