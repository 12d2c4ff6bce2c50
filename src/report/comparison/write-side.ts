import { type Static, Type } from '@sinclair/typebox';
import { count, orNull, text } from '../field.ts';
import { Reason } from '../reason.ts';
import { contrastStatus, SlicedLoad } from './contrast.ts';

const perOperation = (what: string) =>
  orNull(Type.Number({ minimum: 0 }), `${what} per operation; null when the server does not tell.`);

export const WriteWork = Type.Object(
  {
    operations: count('Operations that it is the mean of: as many of both arms, from the first on.'),
    walBytes: perOperation('Bytes of WAL'),
    walRecords: perOperation('WAL records'),
    fullPageImages: perOperation('Full-page images'),
    rowsInserted: perOperation('Rows inserted'),
    rowsUpdated: perOperation('Rows updated'),
    hotShare: orNull(
      Type.Number({ minimum: 0, maximum: 1 }),
      'Of the updates: the share that needed no new index entry; null without updates.',
    ),
  },
  { $id: 'WriteWork', description: 'What the server did for the writes of one arm.' },
);
export type WriteWork = Static<typeof WriteWork>;

export const WriteContrast = Type.Object(
  {
    variant: text('Name of the contender, one of `variants`.'),
    status: contrastStatus,
    reason: orNull(Reason, 'Why it was not measured, or not to the end; null when it was.'),
    load: orNull(SlicedLoad, 'The mix and its scenarios; null when it was not measured.'),
    work: orNull(
      Type.Object({ baseline: WriteWork, contender: WriteWork }),
      'What the server did; null when it was not measured.',
    ),
  },
  { $id: 'WriteContrast', description: 'Writes on a variant against those on the first one.' },
);
export type WriteContrast = Static<typeof WriteContrast>;

export const WriteSide = Type.Object(
  {
    mix: text('Name of the mix of write scenarios.'),
    baseline: text('Name of the variant that all others are compared with.'),
    contrasts: Type.Array(WriteContrast, {
      description: 'One a contending variant, whatever queries it ran.',
    }),
  },
  { $id: 'WriteSide', description: 'What the variants cost those who write.' },
);
export type WriteSide = Static<typeof WriteSide>;
