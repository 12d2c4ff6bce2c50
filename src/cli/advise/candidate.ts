import { createHash } from 'node:crypto';
import type { IndexStatements } from '../../database/hypothetical-index.ts';

export interface CandidateKey {
  /** A column's name; an expression stands in `expression`. */
  readonly column: string;
  readonly isDescending: boolean;
  /** Where it is not the order's own. */
  readonly nulls: 'first' | 'last' | null;
}

/** An index that might help. */
export interface Candidate {
  readonly table: string;
  readonly method: 'btree' | 'gin';
  /** Empty for an index of an expression. */
  readonly keys: readonly CandidateKey[];
  /** Of GIN: what is indexed in place of a plain column, and with which operator class. */
  readonly expression: string | null;
  readonly operatorClass: string | null;
  readonly included: readonly string[];
  readonly flags: readonly { readonly column: string; readonly value: boolean }[];
  /** That it needs, such as pg_trgm. */
  readonly extension: string | null;
}

/** PostgreSQL cuts longer names. */
const longestName = 63;

/** `idx_posts_user_id_created_at_where_is_public`: the same index has the same name, whatever it was found for. */
export function candidateName(candidate: Candidate): string {
  const { table, method, keys, expression, included, flags } = candidate;
  const words = [
    'idx',
    table,
    ...keys.map(({ column, isDescending }) => (isDescending ? `${column}_desc` : column)),
    ...(expression === null
      ? []
      : [...expression.replaceAll(/::\w+/g, '').matchAll(/(?<!')\b[a-z_]\w*\b(?!')/gi)].map(
          ([word]) => word,
        )),
    ...(method === 'gin' ? ['gin'] : []),
    ...(included.length > 0 ? ['with', ...included] : []),
    ...(flags.length > 0
      ? ['where', ...flags.map(({ column, value }) => (value ? column : `not_${column}`))]
      : []),
  ];
  const name = words
    .join('_')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '_');
  if (name.length <= longestName) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return `${name.slice(0, longestName - 7)}_${hash}`;
}

/** As a DBA would write them: `CREATE INDEX idx_follows_... ON follows (following_id, created_at DESC)`. */
export function candidateStatements(candidate: Candidate): string[] {
  const { table, method, expression, operatorClass, included, extension } = candidate;
  const keys = expression === null ? candidate.keys.map(keyText) : [expression];
  const classed = operatorClass === null ? keys : keys.map((key) => `${key} ${operatorClass}`);
  const predicate = predicateText(candidate);
  const index = [
    `CREATE INDEX ${candidateName(candidate)} ON ${quoted(table)}`,
    ...(method === 'btree' ? [] : [`USING ${method}`]),
    `(${classed.join(', ')})`,
    ...(included.length > 0 ? [`INCLUDE (${included.map(quoted).join(', ')})`] : []),
    ...(predicate === null ? [] : [`WHERE ${predicate}`]),
  ].join(' ');
  return [...(extension === null ? [] : [`CREATE EXTENSION IF NOT EXISTS ${quoted(extension)}`]), index];
}

/** For messages: what it is, without what it needs. */
export function candidateText(candidate: Candidate): string {
  return candidateStatements(candidate).at(-1)!;
}

export function indexStatements(candidate: Candidate): IndexStatements {
  return {
    table: candidate.table,
    name: candidateName(candidate),
    statements: candidateStatements(candidate),
    needsStatistics: candidate.expression !== null,
  };
}

/** As PostgreSQL gives it back; null for an index of all rows. */
export function predicateText({ flags }: Candidate): string | null {
  if (flags.length === 0) return null;
  const tests = flags.map(({ column, value }) => (value ? quoted(column) : `NOT ${quoted(column)}`));
  return tests.length === 1
    ? tests[0]!
    : tests.map((test) => (test.startsWith('NOT') ? `(${test})` : test)).join(' AND ');
}

function keyText({ column, isDescending, nulls }: CandidateKey): string {
  return [
    quoted(column),
    ...(isDescending ? ['DESC'] : []),
    ...(nulls === null ? [] : [`NULLS ${nulls.toUpperCase()}`]),
  ].join(' ');
}

/** Quoted where it must be; of words that are reserved only those that name columns somewhere. */
export function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.includes(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}

const reserved = [
  'user',
  'order',
  'group',
  'table',
  'column',
  'check',
  'default',
  'desc',
  'asc',
  'end',
  'from',
  'to',
  'limit',
  'offset',
  'references',
  'select',
  'where',
  'when',
  'all',
  'any',
  'analyse',
  'analyze',
  'primary',
  'unique',
  'foreign',
  'grant',
  'into',
  'only',
  'then',
  'using',
  'window',
  'with',
];
