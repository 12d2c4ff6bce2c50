import type { Client } from 'pg';
import { withAdministration } from '../administration.ts';
import { cloneDatabase, renameDatabase, whileUnused } from '../clone.ts';
import { type CopiedDataset, nameOf } from '../companion.ts';
import { connect } from '../connect.ts';
import { dropDatabase } from '../removal.ts';
import { comment, prepare } from './variant-clone.ts';
import { stateOfName } from './variant-databases.ts';
import { privateName, type VariantNames } from './variant-name.ts';

export interface PrivateCopy {
  readonly name: string;
  /** Drops it, ending what is connected to it. */
  drop(): Promise<void>;
}

interface CopyWanted {
  readonly dataset: CopiedDataset;
  readonly source: string;
  readonly names: VariantNames;
  /** Undefined: the first that is free. */
  readonly name?: string | undefined;
}

/**
 * Copies a database for one command to write to. Nobody may be connected to the source. A connection to the copy is
 * kept until it is dropped: by that other commands know that it is no leftover.
 */
export async function makePrivateCopy(wanted: CopyWanted): Promise<PrivateCopy> {
  const { dataset, source, names } = wanted;
  return (await withAdministration({ ...dataset, database: nameOf(dataset) }, async (admin) => {
    await prepare(admin, dataset, source);
    await cloneDatabase(admin, source, names.making, 'written');
    try {
      await comment(admin, dataset, names.making, `${names.title}, to write to`);
      const name = wanted.name ?? (await freeName(admin, wanted));
      await whileUnused(admin, [names.making], () => renameDatabase(admin, names.making, name));
      return await hold(admin, wanted, name);
    } catch (error) {
      await dropDatabase(admin, names.making).catch(() => {});
      throw error;
    }
  }))!;
}

async function freeName(admin: Client, { dataset, names }: CopyWanted): Promise<string> {
  for (let number = 1; ; number++) {
    const name = privateName(names, number);
    if ((await stateOfName(admin, dataset, name)) === 'none') return name;
  }
}

async function hold(admin: Client, { dataset }: CopyWanted, name: string): Promise<PrivateCopy> {
  const config = {
    ...dataset.config,
    database: name,
    application_name: `bench variant (pid ${process.pid})`,
  };
  let holder: Client;
  try {
    holder = await connect(config, `database ${name}`);
  } catch (error) {
    await dropDatabase(admin, name).catch(() => {});
    throw error;
  }
  return {
    name,
    drop: async () => {
      await holder.end().catch(() => {});
      const options = { config: dataset.config, address: dataset.address, database: nameOf(dataset) };
      // Also after an interruption, whose signal is not passed on.
      await withAdministration(options, async (again) => {
        if ((await stateOfName(again, dataset, name)) === 'ours') await dropDatabase(again, name);
      });
    },
  };
}
