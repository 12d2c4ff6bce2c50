import { environmentError } from '../../core/errors.ts';
import { withAdministration } from '../../database/administration.ts';
import { type CopiedDataset, companionName, inspectCompanion } from '../../database/companion.ts';
import { withConnection } from '../../database/connect.ts';
import { applicationVersion, type VariantStatement } from '../../database/variants/application.ts';
import type { VariantComposition } from '../../database/variants/composition.ts';
import { specName } from '../../database/variants/description.ts';
import type { VariantRecord } from '../../database/variants/record.ts';
import { makeClone } from '../../database/variants/variant-clone.ts';
import { findClone } from '../../database/variants/variant-databases.ts';
import { digest, type VariantNames, variantNames } from '../../database/variants/variant-name.ts';
import { tableVolumes } from '../../database/volume.ts';
import { renderStepProgress } from '../../report/progress.ts';
import type { ReadyDataset } from '../dataset.ts';
import type { ServerHold } from '../server-hold.ts';
import { beside } from './filled-dataset.ts';
import type { VariantContext } from './ready-variant.ts';
import { requireRoomForClone } from './room.ts';
import { statementsOf } from './statements.ts';

/** What a clone would be made of, whether it has to be made or not. */
export interface ClonePlan {
  readonly dataset: CopiedDataset;
  /** The database with the dataset as it was loaded. */
  readonly source: string;
  /** Whether the hold of the server is a connection to the source. */
  readonly isSourceHeld: boolean;
  readonly names: VariantNames;
  readonly fingerprint: string;
  readonly statements: readonly VariantStatement[];
}

/** Only the parts with SQL make a clone another one: `composite` and `composite+jit` share theirs. */
export async function clonePlanOf(
  dataset: ReadyDataset,
  { parts }: VariantComposition,
  hold: ServerHold,
): Promise<ClonePlan> {
  const { config, address, identity } = dataset;
  const cloned = parts.filter(({ files }) => files.length > 0);
  const statements = cloned.flatMap(statementsOf);
  const copied = { config, address, fingerprint: identity.fingerprint };
  const title = cloned.map(({ name }) => name).join('+') || specName;
  const folders = cloned.map(({ name, folder }) => (name.includes('/') ? folder : name)).join('+');
  const content = statements.map(({ file: _, ...statement }) => statement);
  const source = await loadedSource(dataset, copied);
  return {
    dataset: copied,
    source,
    isSourceHeld: source === (await heldDatabase(hold)),
    names: variantNames(config.database!, title, folders),
    fingerprint: digest(JSON.stringify([applicationVersion, identity.fingerprint, content])),
    statements,
  };
}

/** What the hold is connected to: the database that a user gave; the embedded server is held in another way. */
async function heldDatabase({ server }: ServerHold): Promise<string | undefined> {
  if (server.isEmbedded) return undefined;
  return (await server.databases())[0]?.config.database;
}

/** The dataset itself, or, once runs have written to it, the copy that was kept before. */
async function loadedSource({ writeRuns }: ReadyDataset, copied: CopiedDataset): Promise<string> {
  const database = copied.config.database!;
  if (writeRuns === 0) return database;
  const kept = await withAdministration({ ...copied, database }, (admin) =>
    inspectCompanion(admin, copied, 'loaded'),
  );
  if (kept === 'as loaded') return companionName(database, 'loaded');
  throw environmentError(
    `${copied.address} was written to since it was loaded, and no copy of its loaded state was kept: there is nothing to make a variant of`,
    'bench load --fresh with the same options fills it again',
  );
}

/** The record of the clone that is there already, as it would be made now. */
export async function findMadeClone({
  dataset,
  names,
  fingerprint,
}: ClonePlan): Promise<VariantRecord | undefined> {
  return withConnection(dataset.config, dataset.address, (client) =>
    findClone(client, dataset, names.whole, fingerprint),
  );
}

export async function ensureClone(
  plan: ClonePlan,
  { hold, line, signal }: VariantContext,
): Promise<VariantRecord> {
  const { dataset, source, isSourceHeld, names, statements } = plan;
  if (hold.server.isEmbedded) await requireRoomForClone(dataset, source, names.title);
  const total = statements.length + 3;
  const show = (item: string, done: number) =>
    line.update((width) => renderStepProgress({ phase: `variant ${names.title}`, item, done, total }, width));
  const work = () =>
    makeClone(
      { ...plan, dataset: { ...dataset, signal } },
      (step) => {
        if (step === 'copy') show('copying the files', 0);
        if (step === 'name') show('naming the clone', total - 1);
      },
      (done) => show(done < statements.length ? firstWords(statements[done]!.sql) : 'vacuum', done + 1),
    );
  return isSourceHeld ? hold.aside(work) : work();
}

function firstWords(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** The dataset as it is in a database of its variant. */
export async function describedClone(dataset: ReadyDataset, database: string): Promise<ReadyDataset> {
  if (database === dataset.config.database) return dataset;
  const config = { ...dataset.config, database };
  const address = beside(dataset, database);
  const tables = await withConnection(config, address, tableVolumes);
  return { ...dataset, config, address, tables, writeRuns: 0 };
}
