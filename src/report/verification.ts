import picocolors from 'picocolors';
import { formatCount } from '../core/units.ts';
import { type Paper, renderTable } from './table.ts';
import { cut } from './text.ts';

/** What `bench verify` has found out: rows of a database compared with those its seed makes. */
export interface Verification {
  /** The dataset, as asked for: `small, seed 42, uuidv4 keys`. */
  dataset: string;
  address: string;
  /** Every row, or a sample. */
  mode: 'full' | 'sample';
  /** Runs that have written to it since it was loaded. */
  writeRuns: number;
  /** Indexes and constraints that are compared with the schema's. */
  schemaObjects: number;
  /** What is missing, changed or not valid, a sentence each. */
  schema: readonly string[];
  tables: readonly TableVerification[];
}

export interface TableVerification {
  table: string;
  /** Rows as the seed makes them, and in the database; null when the table could not be read. */
  expectedRows: number;
  foundRows: number | null;
  /** Of all rows; null in a sample. */
  expectedChecksum: string | null;
  foundChecksum: string | null;
  /** Rows that were compared byte for byte. */
  comparedRows: number;
  /** Some of those that differ. */
  differences: readonly RowDifference[];
  /** How many differ at least: not all are looked for. */
  atLeast: number;
  /** Why the rows were not compared. */
  obstacle?: string;
}

export type RowDifference =
  | { kind: 'missing' | 'extra'; id: string }
  | { kind: 'changed'; id: string; columns: readonly ChangedColumn[] };

export interface ChangedColumn {
  name: string;
  expected: string;
  found: string;
}

export function isEqual({ schema, tables }: Verification): boolean {
  return schema.length === 0 && tables.every(isTableEqual);
}

function isTableEqual(table: TableVerification): boolean {
  return (
    table.obstacle === undefined &&
    table.expectedRows === table.foundRows &&
    table.expectedChecksum === table.foundChecksum &&
    table.differences.length === 0
  );
}

/** One line when all is equal; else what differs, first the schema, then table by table. Before it, what wrote to it. */
export function renderVerification(verification: Verification, paper: Paper): string {
  const verdict = isEqual(verification) ? equal(verification) : differing(verification, paper);
  return verification.writeRuns > 0 ? `${written(verification)}\n\n${verdict}` : verdict;
}

function written({ writeRuns }: Verification): string {
  const runs = `${formatCount(writeRuns)} ${writeRuns === 1 ? 'run' : 'runs'}`;
  return (
    `written to by ${runs} since it was loaded: compare with --invariants, ` +
    'or bring the loaded state back with bench load --restore'
  );
}

function differing(verification: Verification, paper: Paper): string {
  const { bold, red } = picocolors.createColors(paper.color);
  const different = verification.tables.filter((table) => !isTableEqual(table));
  const parts = [
    bold(red(`${verification.address} is not what ${verification.dataset} is`)),
    ...(verification.schema.length > 0
      ? [[bold('Schema'), ...verification.schema.map((line) => `  ${line}`)].join('\n')]
      : []),
    ...(different.length > 0 ? [[bold('Tables'), overview(different, paper)].join('\n')] : []),
    ...different.filter(({ differences }) => differences.length > 0).map((table) => details(table, paper)),
  ];
  return parts.join('\n\n');
}

function equal({ dataset, address, mode, schemaObjects, tables }: Verification): string {
  const sum = (rows: (table: TableVerification) => number) =>
    formatCount(tables.reduce((total, table) => total + rows(table), 0));
  const compared =
    mode === 'full'
      ? `all ${sum((table) => table.comparedRows)} rows`
      : `the number of rows, and ${sum((table) => table.comparedRows)} of ${sum((table) => table.expectedRows)} rows,`;
  return `${address} is ${dataset}: ${compared} of ${tables.length} tables are as the seed makes them, ${schemaObjects} indexes and constraints are there and valid`;
}

function overview(tables: readonly TableVerification[], paper: Paper): string {
  const count = (rows: number | null) => (rows === null ? '-' : formatCount(rows));
  return renderTable(
    {
      columns: [
        { title: 'table' },
        { title: 'expected', align: 'right', group: 'rows' },
        { title: 'found', align: 'right', group: 'rows' },
        { title: 'expected', group: 'checksum' },
        { title: 'found', group: 'checksum' },
        { title: 'differing', align: 'right' },
        { title: '', narrow: 'wrap' },
      ],
      rows: tables.map((table) => [
        table.table,
        count(table.expectedRows),
        count(table.foundRows),
        table.expectedChecksum ?? '-',
        table.foundChecksum ?? '-',
        table.atLeast > 0 ? `≥ ${formatCount(table.atLeast)}` : '-',
        table.obstacle ?? '',
      ]),
    },
    paper,
  );
}

const longestValue = 60;

function details({ table, differences }: TableVerification, { color }: Paper): string {
  const { bold } = picocolors.createColors(color);
  const lines = differences.flatMap((difference) => {
    const line = `  ${difference.kind.padEnd(8)} ${difference.id}`;
    if (difference.kind !== 'changed') return [line];
    return [
      line,
      ...difference.columns.map(
        ({ name, expected, found }) =>
          `           ${name}: expected ${cut(expected, longestValue)}, found ${cut(found, longestValue)}`,
      ),
    ];
  });
  return [bold(table), ...lines].join('\n');
}
