import { type Static, Type } from '@sinclair/typebox';
import { count, text } from './field.ts';

export const Writes = Type.Object(
  {
    runNumber: count('Number of this run among those that wrote to the dataset since it was loaded.'),
    uncertain: count('Operations of which it is not known whether they were committed.'),
    tables: Type.Array(
      Type.Object({
        table: text('Name of the table.'),
        inserted: count('Rows.'),
        updated: count('Rows.'),
        deleted: count('Rows.'),
      }),
      { description: 'What committed operations changed, warmup included.' },
    ),
  },
  { $id: 'Writes', description: 'What the run did to the dataset.' },
);
export type Writes = Static<typeof Writes>;
