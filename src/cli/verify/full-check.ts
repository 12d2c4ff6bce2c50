import { shareOut } from '../../core/concurrency.ts';
import { ContentChecksum } from '../../core/content-checksum.ts';
import { rowParts } from '../../core/copy-row.ts';
import type { Client } from '../../database/connect.ts';
import { checksumTable, rowsOfParts } from '../../database/copy-out.ts';
import type { RowSource } from '../../generator/chunk-maker.ts';
import type { RowDifference, TableVerification } from '../../report/verification.ts';
import { rowDifferences } from './row-differences.ts';
import type { ComparableTable } from './tables.ts';

export interface CheckOptions {
  clients: readonly Client[];
  source: RowSource;
  /** How many requests the source answers at a time. */
  threads: number;
  tables: readonly ComparableTable[];
  /** Rows made or read; each row is told twice, once by either side. */
  onRows(table: string, rows: number): void;
}

/** Rows shown of each kind of difference. */
const shownOfKind = 3;
/** Parts looked into for each kind. */
const partsOfKind = 3;

/** Compares every row: the checksums of both sides, then, where these differ, some of the rows themselves. */
export async function checkFully(options: CheckOptions): Promise<TableVerification[]> {
  const { clients, tables, onRows } = options;
  const found = new Map<ComparableTable, ContentChecksum>();
  const readable = tables.filter(({ obstacle }) => obstacle === undefined);
  const reading = shareOut(readable, clients, async (table, client) => {
    const source = copySource(table);
    found.set(table, await checksumTable(client, source, (rows) => onRows(source.table, rows)));
  });
  const [making] = await Promise.allSettled([makeChecksums(options), reading]);
  await reading;
  if (making.status === 'rejected') throw making.reason;
  const checked: TableVerification[] = [];
  for (const table of tables) {
    checked.push(await verdict(table, making.value.get(table)!, found.get(table), options));
  }
  return checked;
}

function copySource({ recipe }: ComparableTable) {
  return { table: recipe.table, columns: recipe.columns };
}

/** The checksums that the tables should have. */
async function makeChecksums({ source, threads, tables, onRows }: CheckOptions) {
  const checksums = new Map(tables.map((table) => [table, new ContentChecksum(rowParts)]));
  const work = tables.flatMap((table) => table.ranges.map((range) => ({ table, range })));
  await shareOut(work, slots(threads), async ({ table, range }) => {
    const checksum = await source.checksum(range);
    checksums.get(table)!.add(checksum);
    onRows(range.table, checksum.rows);
  });
  return checksums;
}

/** Two requests a thread: none waits for this one to take note of an answer. */
function slots(threads: number): number[] {
  return Array.from({ length: 2 * threads }, (_, slot) => slot);
}

async function verdict(
  table: ComparableTable,
  expected: ContentChecksum,
  found: ContentChecksum | undefined,
  options: CheckOptions,
): Promise<TableVerification> {
  const parts = found ? expected.differences(found) : [];
  const differences = found && parts.length > 0 ? await findRows(table, parts, expected, found, options) : [];
  return {
    table: table.recipe.table,
    expectedRows: expected.rows,
    foundRows: found?.rows ?? null,
    expectedChecksum: expected.value,
    foundChecksum: found?.value ?? null,
    comparedRows: found ? expected.rows : 0,
    differences: (['missing', 'extra', 'changed'] as const).flatMap((kind) =>
      differences.filter((difference) => difference.kind === kind).slice(0, shownOfKind),
    ),
    atLeast: Math.max(parts.length, differences.length),
    ...(table.obstacle && { obstacle: table.obstacle }),
  };
}

/** Looks into a few of the parts that differ: of those with too few rows, too many, and as many as there should be. */
async function findRows(
  table: ComparableTable,
  differing: readonly number[],
  expected: ContentChecksum,
  found: ContentChecksum,
  { clients, source, threads }: CheckOptions,
): Promise<RowDifference[]> {
  const surplus = (part: number) => Math.sign(found.rowsIn(part) - expected.rowsIn(part));
  const parts = new Set(
    [-1, 1, 0].flatMap((sign) => differing.filter((part) => surplus(part) === sign).slice(0, partsOfKind)),
  );
  const due: Uint8Array[] = [];
  const making = shareOut(table.ranges, slots(threads), async (range) => {
    due.push(...(await source.rows(range, parts)));
  });
  const [there] = await Promise.all([rowsOfParts(clients[0]!, copySource(table), parts), making]);
  return rowDifferences(table.columns, due, there);
}
