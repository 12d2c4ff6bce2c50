import { shareOut } from '../../core/concurrency.ts';
import { type Client, connect, cutConnection } from '../../database/connect.ts';
import { countRows } from '../../database/copy-out.ts';
import { databaseFailure } from '../../database/failure.ts';
import {
  becomeChecker,
  checkInvariant,
  type InvariantCheck,
  readInvariants,
} from '../../database/invariants.ts';
import { checkSchema } from '../../database/schema-check.ts';
import { loadedRows, type OpenWriteRun, readLedger, type WriteLedger } from '../../database/write-ledger.ts';
import type { InvariantReport, RowCount, RuleOutcome } from '../../report/invariants.ts';
import { renderStepProgress } from '../../report/progress.ts';
import type { ProgressLine } from '../progress-line.ts';
import type { DatabaseAccess } from '../server-access.ts';

export interface InvariantOptions {
  /** As the report names it. */
  dataset: string;
  connections: number;
  line: ProgressLine;
  signal: AbortSignal;
}

/** Looks whether a dataset that was written to still holds together. Changes nothing. */
export async function verifyInvariants(
  { config, address }: DatabaseAccess,
  { dataset, connections, line, signal }: InvariantOptions,
): Promise<InvariantReport> {
  const clients: Client[] = [];
  const cut = () => {
    for (const client of clients) cutConnection(client);
  };
  signal.addEventListener('abort', cut);
  try {
    signal.throwIfAborted();
    while (clients.length < connections) clients.push(await connect(config, address));
    const first = clients[0]!;
    const schema = await checkSchema(first);
    const invariants = await readInvariants(first);
    const ledger = await readLedger(first);
    const tables = await loadedRows(first);
    const onDone = progressOf(line, invariants.length + tables.length);
    for (const client of clients) await becomeChecker(client);
    const rules = await inOrder(invariants, clients, async (invariant, client) => {
      const checked = outcome(await checkInvariant(client, invariant));
      onDone(invariant.name);
      return checked;
    });
    const counts = await inOrder(tables, clients, async (table, client) => {
      const counted = await countTable(client, table, ledger);
      onDone(table.table);
      return counted;
    });
    return {
      dataset,
      address,
      writeRuns: ledger.runs,
      openRuns: ledger.openRuns.map(describeRun),
      schemaObjects: schema.objects,
      schema: schema.differences,
      rules,
      counts,
    };
  } catch (error) {
    throw databaseFailure(error, `verify ${address}`);
  } finally {
    signal.removeEventListener('abort', cut);
    line.clear();
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}

function progressOf(line: ProgressLine, total: number): (item: string) => void {
  let done = 0;
  return (item) => {
    done++;
    line.update((width) => renderStepProgress({ phase: 'verify', item, done, total }, width));
  };
}

/** Shares the work among the connections; results in the order of the items. */
async function inOrder<Item, Result>(
  items: readonly Item[],
  clients: readonly Client[],
  work: (item: Item, client: Client) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<Item, Result>();
  await shareOut(items, clients, async (item, client) => {
    results.set(item, await work(item, client));
  });
  return items.map((item) => results.get(item)!);
}

function outcome({ invariant, ...found }: InvariantCheck): RuleOutcome {
  const { kind, name, sentence } = invariant;
  return { kind, name, sentence, ...found };
}

const undefinedTable = '42P01';

async function countTable(
  client: Client,
  { table, rows }: { table: string; rows: number },
  ledger: WriteLedger,
): Promise<RowCount> {
  const { inserted, deleted, uncertain } = ledger.changeOf(table);
  const found = await countRows(client, table).catch((error: { code?: string }) => {
    if (error.code === undefinedTable) return null;
    throw error;
  });
  const isKnown = ledger.openRuns.length === 0;
  return { table, loaded: rows, inserted, deleted, uncertain: isKnown ? uncertain : null, found };
}

function describeRun({ number, scenario, startedAt }: OpenWriteRun): string {
  return `${number} (${scenario}, ${startedAt.toISOString().slice(0, 16).replace('T', ' ')})`;
}
