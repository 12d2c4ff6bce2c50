import { shareOut } from '../../core/concurrency.ts';
import { idOf } from '../../core/copy-row.ts';
import { countRows, rowsOfIds } from '../../database/copy-out.ts';
import type { TableRange } from '../../generator/chunk-maker.ts';
import type { TableVerification } from '../../report/verification.ts';
import type { CheckOptions } from './full-check.ts';
import { rowDifferences } from './row-differences.ts';
import type { ComparableTable } from './tables.ts';

const stripsOfTable = 5;
const rowsOfStrip = 400;
const shown = 5;

export interface SampleOptions extends CheckOptions {
  /** Rows by table, as counted when they were loaded. */
  loaded: ReadonlyMap<string, number>;
}

/** Counts the rows of every table, and compares some from all over its time. */
export async function checkSample(options: SampleOptions): Promise<TableVerification[]> {
  const { clients, source, tables, loaded, onRows } = options;
  const checked = new Map<ComparableTable, TableVerification>();
  await shareOut(tables, clients, async (table, client) => {
    const { recipe, columns, obstacle } = table;
    const due = obstacle ? [] : (await Promise.all(strips(table).map((range) => source.rows(range)))).flat();
    const there = due.length > 0 ? await rowsOfIds(client, recipe, due.map(idOf)) : [];
    const differences = rowDifferences(columns, due, there);
    onRows(recipe.table, 2 * table.expectedRows);
    checked.set(table, {
      table: recipe.table,
      expectedRows: loaded.get(recipe.table) ?? 0,
      foundRows: obstacle ? null : await countRows(client, recipe.table),
      expectedChecksum: null,
      foundChecksum: null,
      comparedRows: due.length,
      differences: differences.slice(0, shown),
      atLeast: differences.length,
      ...(obstacle && { obstacle }),
    });
  });
  return tables.map((table) => checked.get(table)!);
}

/** Parents at even distances over the whole of time; all of a small table. */
function strips({ recipe: { table, parents, rowsPerParent } }: ComparableTable): TableRange[] {
  const size = Math.max(1, Math.round(rowsOfStrip / Math.max(0.05, rowsPerParent)));
  if (parents <= stripsOfTable * size) return [{ table, firstParent: 0, endParent: parents }];
  return Array.from({ length: stripsOfTable }, (_, strip) => {
    const firstParent = Math.floor((strip * (parents - size)) / (stripsOfTable - 1));
    return { table, firstParent, endParent: firstParent + size };
  });
}
