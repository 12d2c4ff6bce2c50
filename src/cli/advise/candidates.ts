import type { TableAccess } from '../../analysis/plan/conditions-access.ts';
import type { TableColumn } from '../../database/hypothetical-columns.ts';
import type { CatalogueIndex } from '../../database/index-report-catalogue.ts';
import { type Candidate, type CandidateKey, candidateName } from './candidate.ts';

/** What is known of the database that candidates are for. */
export interface Surroundings {
  readonly columns: readonly TableColumn[];
  readonly indexes: readonly CatalogueIndex[];
  /** Extensions that the server has to offer. */
  readonly extensions: readonly string[];
}

/** One access and the SQL around it, which says what columns are wanted. */
export interface WantedAccess {
  readonly access: TableAccess;
  readonly sql: string;
  /** Whether the statement reads no other table, so that names of columns need none of a table. */
  readonly isAlone: boolean;
}

/** Columns of INCLUDE: with more, or wider ones, an index becomes a second table. */
const mostIncluded = 3;
const mostIncludedBytes = 64;

/**
 * Indexes that could serve accesses, each once; for those that look at the most rows first. Columns compared for equality
 * stand before those that are sorted by, or compared by size; conditions on boolean columns become those of a partial
 * index; GIN serves LIKE and full-text search.
 */
export function candidatesFor(wanted: readonly WantedAccess[], surroundings: Surroundings): Candidate[] {
  const byName = new Map<string, Candidate>();
  const ordered = wanted.toSorted((a, b) => b.access.rowsExamined - a.access.rowsExamined);
  for (const each of ordered) {
    for (const candidate of candidatesOf(each, surroundings)) {
      const name = candidateName(candidate);
      if (!byName.has(name)) byName.set(name, candidate);
    }
  }
  return [...byName.values()];
}

function candidatesOf(wanted: WantedAccess, surroundings: Surroundings): Candidate[] {
  const { access } = wanted;
  const columns = surroundings.columns.filter(({ table }) => table === access.table);
  const known = new Set(columns.map(({ name }) => name));
  if (known.size === 0) return [];
  const flags = access.flags.filter(({ column }) => known.has(column));
  const included = (keys: readonly CandidateKey[]) => includable(wanted, keys, flags, columns);
  const trees = keyLists(access, surroundings)
    .filter((keys) => keys.length > 0 && keys.every(({ column }) => known.has(column)))
    .flatMap((keys): Candidate[] => {
      const plain = tree(access.table, keys);
      const own = flags.filter(({ column }) => !keys.some((key) => key.column === column));
      const partial = own.length > 0 ? [{ ...plain, flags: own }] : [];
      const extra = included(keys);
      const covering = extra.length > 0 ? [{ ...(partial[0] ?? plain), included: extra }] : [];
      return [plain, ...partial, ...covering];
    });
  return [...trees, ...searchCandidates(access, columns, surroundings)];
}

function tree(table: string, keys: readonly CandidateKey[]): Candidate {
  return {
    table,
    method: 'btree',
    keys,
    expression: null,
    operatorClass: null,
    included: [],
    flags: [],
    extension: null,
  };
}

const ascending = (column: string): CandidateKey => ({ column, isDescending: false, nulls: null });

/** Each way to the rows: by values, by each column that another table is joined with, in the order wanted. */
function keyLists(access: TableAccess, { indexes }: Surroundings): CandidateKey[][] {
  const { equal, joined, ranges, order, isLimited } = access;
  const leads: string[][] = [];
  if (equal.length > 0) leads.push([...equal]);
  for (const column of joined) if (!equal.includes(column)) leads.push([column, ...equal]);
  if (leads.length === 0 && (ranges.length > 0 || isLimited)) leads.push([]);
  const sorted = order.map(({ column, isDescending, nulls }) => ({ column, isDescending, nulls }));
  const lists = leads.flatMap((lead) => {
    const keys = lead.map(ascending);
    const tail = sorted.filter(({ column }) => !lead.includes(column));
    const range = ranges.find((column) => !lead.includes(column));
    return [
      [...keys, ...tail],
      ...(tail.length > 0 && keys.length > 0 ? [keys] : []),
      ...(range !== undefined && tail[0]?.column !== range ? [[...keys, ascending(range)]] : []),
    ];
  });
  // An index that is used already may be made better by what it lacks.
  const used = indexes.find(({ name }) => name === access.index);
  return used?.method === 'btree' ? [...lists, keysOf(used)] : lists;
}

/** Empty where it is ordered by an expression. */
function keysOf({ keys }: CatalogueIndex): CandidateKey[] {
  if (keys.some(({ of }) => !/^\w+$/.test(of))) return [];
  return keys.map(({ of, isDescending, isNullsFirst }) => ({
    column: of,
    isDescending,
    nulls: isNullsFirst === isDescending ? null : isNullsFirst ? 'first' : 'last',
  }));
}

/** What the statement wants of the table besides, where an index could hold it; empty where it could not. */
function includable(
  wanted: WantedAccess,
  keys: readonly CandidateKey[],
  flags: TableAccess['flags'],
  columns: readonly TableColumn[],
): string[] {
  const mentioned = mentionedColumns(wanted, columns);
  if (!mentioned) return [];
  const extra = mentioned.filter(
    ({ name }) => !keys.some(({ column }) => column === name) && !flags.some(({ column }) => column === name),
  );
  const bytes = extra.reduce((sum, { averageBytes }) => sum + averageBytes, 0);
  return extra.length > mostIncluded || bytes > mostIncludedBytes ? [] : extra.map(({ name }) => name);
}

/** Undefined where it is not clear: `*`, or names without a table beside several tables. */
function mentionedColumns(
  { access: { alias }, sql, isAlone }: WantedAccess,
  columns: readonly TableColumn[],
): TableColumn[] | undefined {
  const text = sql.replaceAll(/'(?:[^']|'')*'/g, "''");
  if (/(?:\bSELECT|,|\.)\s*\*/i.test(text)) return undefined;
  const isQualified = new RegExp(`\\b${escaped(alias)}\\s*\\.`, 'i').test(text);
  if (!isQualified && !isAlone) return undefined;
  const before = isQualified ? `\\b${escaped(alias)}\\s*\\.\\s*` : '\\b';
  return columns.filter(({ name }) => new RegExp(`${before}"?${escaped(name)}\\b`, 'i').test(text));
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const trigrams = 'pg_trgm';

function searchCandidates(
  { table, searches }: TableAccess,
  columns: readonly TableColumn[],
  { extensions }: Surroundings,
): Candidate[] {
  return searches.flatMap(({ operator, left }): Candidate[] => {
    const gin = { ...tree(table, []), method: 'gin' as const };
    const column = left.kind === 'column' ? columns.find(({ name }) => name === left.column) : undefined;
    if (operator === '@@') {
      if (left.kind === 'expression') return [{ ...gin, expression: bracketed(left.text) }];
      return column?.type === 'tsvector' ? [{ ...gin, keys: [ascending(column.name)] }] : [];
    }
    if (!column?.isText || !extensions.includes(trigrams)) return [];
    return [{ ...gin, keys: [ascending(column.name)], operatorClass: 'gin_trgm_ops', extension: trigrams }];
  });
}

/** CREATE INDEX takes a function's call as it is, and anything else in brackets. */
function bracketed(expression: string): string {
  return /^\w+\([^()]*\)$/.test(expression) ? expression : `(${expression})`;
}
