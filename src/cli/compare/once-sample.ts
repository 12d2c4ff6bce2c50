import { pauseAutovacuum } from '../../database/autovacuum.ts';
import { type Client, withConnection } from '../../database/connect.ts';
import { makeCheckpoint, readServerWork, workBetween } from '../../database/server-work.ts';
import { reportOwnStatistics } from '../../database/statistics-report.ts';
import { clearDeadRows, readDeadRows, readRoom } from '../../database/table-room.ts';
import type { OnceFigures } from '../../report/comparison/once.ts';
import { bringTo } from '../load/warming.ts';
import type { ReadyVariant } from '../variants/ready-variant.ts';
import type { ComparisonContext } from './comparison-context.ts';
import { OnceConnection } from './once-operation.ts';
import type { Values } from './proof-arm.ts';
import type { ReadyArm } from './ready-arm.ts';

/** For an autovacuum that is at work already. */
const autovacuumWaitMs = 30_000;

/**
 * The operation on a fresh copy that is warm and has just had a checkpoint, and the VACUUM that it makes necessary.
 * `tables` are those of which the room is told.
 */
export async function sampleOnce(
  arm: ReadyArm,
  copy: ReadyVariant,
  { values, tables }: { values: Values; tables: readonly string[] },
  context: Pick<ComparisonContext, 'options' | 'signal'>,
): Promise<OnceFigures> {
  const { config, address } = copy.database;
  await bringTo('warm', copy.database, true);
  return withConnection(config, address, async (observer) => {
    await pauseAutovacuum(observer, autovacuumWaitMs);
    const before = await readRoom(observer, tables);
    const connection = await OnceConnection.open(arm, copy, context);
    try {
      await makeCheckpoint(observer);
      const { result: timing, work } = await observed(observer, () => connection.run(values), connection);
      const after = await readRoom(observer, tables);
      const dead = await readDeadRows(observer);
      const vacuum = await observed(observer, () => timed(() => clearDeadRows(observer, dead)));
      const afterVacuum = await readRoom(observer, tables);
      const room = (figure: 'tableBytes' | 'indexBytes') => ({
        before: before[figure],
        after: after[figure],
        afterVacuum: afterVacuum[figure],
      });
      return {
        ...timing,
        walBytes: work?.walBytes ?? null,
        walRecords: work?.walRecords ?? null,
        fullPageImages: work?.fullPageImages ?? null,
        deadRows: dead.reduce((sum, { rows }) => sum + rows, 0),
        tables: room('tableBytes'),
        indexes: room('indexBytes'),
        vacuumMs: dead.length === 0 ? 0 : vacuum.result,
        vacuumWalBytes: dead.length === 0 ? 0 : (vacuum.work?.walBytes ?? null),
      };
    } finally {
      await connection.close();
    }
  });
}

/** With what the server did meanwhile; null where its counters began anew. `by`: who worked, if not the observer. */
async function observed<T>(observer: Client, work: () => Promise<T>, by?: OnceConnection) {
  const before = await readServerWork(observer);
  const result = await work();
  await (by ? by.close() : reportOwnStatistics(observer));
  return { result, work: workBetween(before, await readServerWork(observer)) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
