import { type Static, Type } from '@sinclair/typebox';
import { count, flag, orNull, text } from './field.ts';

/** What a run ran with: everything that must be equal, or known, before two results are compared. */

export const Harness = Type.Object(
  {
    version: text('Version of bench.'),
    commit: orNull(Type.String(), 'Commit of the checkout; null when installed as a package.'),
    node: text('Version of Node.js.'),
  },
  { $id: 'Harness', description: 'The program that measured.' },
);

export const Machine = Type.Object(
  {
    os: text('Operating system and release.'),
    cpu: text('Processor model.'),
    cores: count('Logical processors that the harness may use.'),
    memoryBytes: count('Main memory in bytes.'),
  },
  { $id: 'Machine', description: 'The machine of the harness (of the server too, when embedded).' },
);

export const Server = Type.Object(
  {
    version: text('server_version, such as 18.4.'),
    versionNumber: count('server_version_num, such as 180004.'),
    embedded: flag('True: started by the harness on this machine.'),
    address: text('Where it listens, without user and password.'),
    settings: Type.Record(Type.String(), Type.String(), {
      description:
        'Settings by name: all that differ from their default, and always fsync, synchronous_commit, full_page_writes, shared_buffers and jit.',
    }),
  },
  { $id: 'Server', description: 'The PostgreSQL server.' },
);
export type Server = Static<typeof Server>;

export const Dataset = Type.Object(
  {
    fingerprint: text('Equal fingerprints are the same rows.'),
    seed: count('Seed of the population.'),
    scale: text('Name of the scale, or the number of users asked for.'),
    users: count('Users in the population.'),
    profile: text('Shape of the population.'),
    keys: text('How ids look: uuidv4, uuidv7 or bigint.'),
    generatorVersion: count('Raised whenever the generator makes other rows from the same seed.'),
    database: text('Name of the database.'),
    tables: Type.Array(
      Type.Object({
        name: text('Name of the table.'),
        rows: count('Rows.'),
        heapBytes: count('Heap and TOAST in bytes.'),
        indexBytes: count('All indexes in bytes.'),
      }),
      { description: 'The tables as filled.' },
    ),
    totalBytes: count('Heap, TOAST and indexes of all tables in bytes.'),
  },
  { $id: 'Dataset', description: 'The synthetic data that was queried.' },
);
export type Dataset = Static<typeof Dataset>;
