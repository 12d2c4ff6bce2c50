import { withConnection } from '../../database/connect.ts';
import type { StatementTally } from '../../database/statement-tally.ts';
import { beginWriteRun, endWriteRun, type WriteTally } from '../../database/write-ledger.ts';
import type { Reason } from '../../report/reason.ts';
import type { Writes } from '../../report/writes.ts';
import type { Mix } from '../../scenario/mix.ts';
import type { ReadyDataset } from '../dataset.ts';
import { ensurePristineCopy } from '../pristine-copy.ts';
import type { ProgressLine } from '../progress-line.ts';
import type { ServerHold } from '../server-hold.ts';
import { type StatementWrites, tallyWrites } from '../write-tallies.ts';

/** A run that writes to a dataset of ours: its number, and what it has done when it is over. */
export interface WriteRun {
  readonly number: number;
  /**
   * Notes in the dataset what was written, and returns it. A server that takes no note any more spoils no result: what
   * follows from that is a warning.
   */
  finish(tally: StatementTally): Promise<{ writes: Writes; warnings: Reason[] }>;
}

/** What a run writes to, and how. */
export interface Writing {
  mix: Mix;
  dataset: ReadyDataset;
  hold: ServerHold;
  startedAt: Date;
  /** Whether the loaded state is to be kept, the first time. */
  keep: boolean;
}

/** Keeps a copy of the dataset as it was loaded, the first time, and notes that a run is about to write. */
export async function beginWriting(
  { mix, dataset, hold, startedAt, keep }: Writing,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<WriteRun> {
  const { config, address } = dataset;
  if (keep) await ensurePristineCopy(hold, dataset, line, signal);
  const number = await withConnection(config, address, (client) =>
    beginWriteRun(client, { scenario: mix.name, startedAt }),
  );
  return {
    number,
    finish: async (tally) => {
      const uncertain = tally.uncertain.reduce((sum, count) => sum + count, 0);
      const tables = tallyWrites(writesOf(mix, tally));
      const noted = withConnection(config, address, (client) =>
        endWriteRun(client, number, { tallies: tables, uncertain }),
      );
      const warnings = await noted.then(() => [], notNoted);
      return { writes: { runNumber: number, uncertain, tables: tables.map(plain) }, warnings };
    },
  };
}

function notNoted(error: Error): Reason[] {
  return [
    {
      text: `the dataset could not be told what this run has written: ${error.message}`,
      remedy:
        'verify --invariants cannot check its counts now; bench load --restore brings the loaded state back',
    },
  ];
}

/** Counts as the result has them, whose uncertainty is told in operations. */
function plain({ table, inserted, updated, deleted }: WriteTally): Writes['tables'][number] {
  return { table, inserted, updated, deleted };
}

/** Every statement of the mix with what came of it. */
function writesOf({ parts }: Mix, { rows, uncertainRows }: StatementTally): StatementWrites[] {
  return parts.flatMap(({ query: { statements } }, query) =>
    statements.map(({ sql }, statement) => ({
      sql,
      rows: rows[query]![statement]!,
      uncertainRows: uncertainRows[query]![statement]!,
    })),
  );
}
