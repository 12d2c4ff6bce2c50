import { formatCount } from '../../core/units.ts';
import { textSettings } from '../../database/answer.ts';
import { type Client, withConnection } from '../../database/connect.ts';
import { applySessionSettings } from '../../database/session-settings.ts';
import {
  readColumns,
  readContents,
  type TableColumn,
  type TableContents,
} from '../../database/table-contents.ts';
import { clearDeadRows, readDeadRows, readRoom, rewriteTables } from '../../database/table-room.ts';
import type { OnceWork } from '../../report/comparison/once.ts';
import type { ReadyVariant } from '../variants/ready-variant.ts';
import type { ComparisonContext } from './comparison-context.ts';
import { OnceConnection } from './once-operation.ts';
import type { Values } from './proof-arm.ts';
import type { ReadyArm } from './ready-arm.ts';

/** What an operation does to the rows; the proof that both arms do it. */
export type Effect =
  | {
      readonly kind: 'same';
      readonly changed: OnceWork['changed'];
      readonly omittedColumns: readonly string[];
      readonly reclaimableBytes: OnceWork['reclaimableBytes'];
    }
  /** Nothing is to be timed, and why. */
  | { readonly kind: 'different' | 'unproven'; readonly text: string };

interface Side {
  readonly arm: ReadyArm;
  readonly copy: ReadyVariant;
  readonly values: Values;
}

/** Runs the operation on a copy of each design, and compares all rows that there are afterwards. */
export async function proveEffect(
  [baseline, contender]: readonly [Side, Side],
  context: ComparisonContext,
): Promise<Effect> {
  return onBoth(baseline, contender, async (own, other) => {
    const before = await readColumns(own);
    const otherBefore = await readColumns(other);
    const hasSameIds = baseline.copy.world.keys === contender.copy.world.keys;
    const shared = sharedColumns(before, otherBefore, hasSameIds);
    const first = await contentsOf(own, shared.columns);
    for (const side of [baseline, contender]) {
      if (await runsTooLong(side, context))
        return { kind: 'unproven', text: `${side.arm.plan.name} did not end within its time` };
    }
    const wrongTable =
      tableDifference(before, await readColumns(own)) ??
      tableDifference(otherBefore, await readColumns(other));
    if (wrongTable) return { kind: 'different', text: wrongTable };
    const last = await contentsOf(own, shared.columns);
    const difference = differenceBetween(last, await contentsOf(other, shared.columns));
    if (difference) return { kind: 'different', text: difference };
    const changed = changedTables(first, last);
    if (changed.length === 0) return { kind: 'unproven', text: 'the operation changes no row' };
    const tables = changed.map(({ table }) => table);
    return {
      kind: 'same',
      changed,
      omittedColumns: shared.omitted,
      reclaimableBytes: {
        baseline: await reclaimable(own, tables),
        contender: await reclaimable(other, tables),
      },
    };
  });
}

function onBoth<T>(
  { copy: own }: Side,
  { copy: other }: Side,
  work: (own: Client, other: Client) => Promise<T>,
): Promise<T> {
  const connected = ({ database: { config, address } }: ReadyVariant, next: (client: Client) => Promise<T>) =>
    withConnection(config, address, async (client) => {
      await applySessionSettings(client, { statementTimeoutMs: 0, readOnly: false, others: textSettings });
      return next(client);
    });
  return connected(own, (first) => connected(other, (second) => work(first, second)));
}

async function runsTooLong({ arm, copy, values }: Side, context: ComparisonContext): Promise<boolean> {
  const connection = await OnceConnection.open(arm, copy, context);
  try {
    return (await connection.run(values)).timedOut;
  } finally {
    await connection.close();
  }
}

type Columns = ReadonlyMap<string, readonly TableColumn[]>;

/** Columns that both arms have, of tables that both have. Where their ids differ, so do all columns that may hold one. */
function sharedColumns(
  own: Columns,
  other: Columns,
  hasSameIds: boolean,
): { columns: Columns; omitted: string[] } {
  const omitted: string[] = [];
  const columns = new Map<string, TableColumn[]>();
  for (const [table, all] of own) {
    const others = other.get(table);
    if (!others) continue;
    const both = all.filter(({ name }) => others.some((column) => column.name === name));
    const isComparable = ({ name, type }: TableColumn) =>
      others.some((column) => column.name === name && column.type === type) &&
      (hasSameIds || !/^(uuid|bigint|jsonb?)$/.test(type));
    columns.set(table, both.filter(isComparable));
    omitted.push(...both.filter((column) => !isComparable(column)).map(({ name }) => `${table}.${name}`));
  }
  return { columns, omitted };
}

async function contentsOf(client: Client, columns: Columns): Promise<Map<string, TableContents>> {
  const contents = new Map<string, TableContents>();
  for (const [table, compared] of columns) contents.set(table, await readContents(client, table, compared));
  return contents;
}

/** A partition that was detached and not dropped is a table of its own. */
function tableDifference(before: Columns, after: Columns): string | undefined {
  const left = [...after.keys()].find((table) => !before.has(table));
  if (left !== undefined) return `the table ${left} is left behind`;
  const gone = [...before.keys()].find((table) => !after.has(table));
  return gone === undefined ? undefined : `the table ${gone} is gone`;
}

type Contents = ReadonlyMap<string, TableContents>;

function differenceBetween(baseline: Contents, contender: Contents): string | undefined {
  for (const [table, { rows, checksum }] of baseline) {
    const other = contender.get(table)!;
    if (other.rows !== rows)
      return `${table} holds ${formatCount(other.rows)} rows after it, and the baseline's ${formatCount(rows)}`;
    if (other.checksum !== checksum) return `${table} holds other rows after it than the baseline's, as many`;
  }
  return undefined;
}

function changedTables(first: Contents, last: Contents): OnceWork['changed'] {
  return [...first].flatMap(([table, before]) => {
    const after = last.get(table)!;
    const isSame = before.rows === after.rows && before.checksum === after.checksum;
    return isSame ? [] : [{ table, rowsBefore: before.rows, rowsAfter: after.rows }];
  });
}

/** What VACUUM leaves for VACUUM FULL to give back. */
async function reclaimable(client: Client, tables: readonly string[]): Promise<number> {
  await clearDeadRows(client, await readDeadRows(client));
  const vacuumed = await readRoom(client, tables);
  await rewriteTables(client, tables);
  const rewritten = await readRoom(client, tables);
  const bytes = vacuumed.tableBytes + vacuumed.indexBytes - rewritten.tableBytes - rewritten.indexBytes;
  return Math.max(0, bytes);
}
