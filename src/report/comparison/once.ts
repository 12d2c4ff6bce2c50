import { type Static, Type } from '@sinclair/typebox';
import { amount, count, flag, orNull, text } from '../field.ts';
import { LogRatioBounds } from './block.ts';
import { EstimatedRatio, JudgedRatio } from './ratio.ts';

const counter = (what: string) => orNull(Type.Integer({ minimum: 0 }), `${what}; null if unknown.`);

export const OnceRoom = Type.Object(
  {
    before: count('Before the operation.'),
    after: count('When it had ended.'),
    afterVacuum: count('After the VACUUM that cleared its dead rows; as before that where there were none.'),
  },
  {
    $id: 'OnceRoom',
    description: 'Bytes on disk of the tables that an operation changes, without maps of free space.',
  },
);
export type OnceRoom = Static<typeof OnceRoom>;

export const OnceFigures = Type.Object(
  {
    durationMs: amount('Milliseconds from the first statement to the end of the last, commit included.'),
    timedOut: flag('It was cancelled: it would have taken longer than `durationMs`.'),
    walBytes: counter('Bytes of WAL'),
    walRecords: counter('WAL records'),
    fullPageImages: counter('Full-page images in the WAL; the operation follows a checkpoint'),
    deadRows: count('Rows that are gone and still take room, until a VACUUM.'),
    tables: OnceRoom,
    indexes: OnceRoom,
    vacuumMs: amount('Milliseconds of the VACUUM that clears the dead rows; 0 where there are none.'),
    vacuumWalBytes: counter('Bytes of WAL of it'),
  },
  { $id: 'OnceFigures', description: 'One operation on a fresh copy, and what it leaves behind.' },
);
export type OnceFigures = Static<typeof OnceFigures>;

export const OncePair = Type.Object(
  {
    contenderFirst: flag('Whether the contender had its turn first.'),
    time: LogRatioBounds,
    baseline: OnceFigures,
    contender: OnceFigures,
  },
  { $id: 'OncePair', description: 'The operation once on a fresh copy of each design.' },
);
export type OncePair = Static<typeof OncePair>;

const reclaimable = (arm: string) =>
  count(`Bytes that ${arm} still holds after the VACUUM and does not need: VACUUM FULL gives them back.`);

export const OnceWork = Type.Object(
  {
    time: JudgedRatio,
    withVacuum: EstimatedRatio,
    changed: Type.Array(
      Type.Object({
        table: text('Name of the table; partitions are counted with theirs.'),
        rowsBefore: count('Rows before the operation.'),
        rowsAfter: count('Rows after it, on both arms.'),
      }),
      {
        description: 'What the operation does, the same on both arms, which was proven before it was timed.',
      },
    ),
    omittedColumns: Type.Array(Type.String(), {
      description: 'Columns whose values were not compared, because the arms have other ids.',
    }),
    baseline: OnceFigures,
    contender: OnceFigures,
    reclaimableBytes: Type.Object(
      { baseline: reclaimable('the baseline'), contender: reclaimable('the contender') },
      { description: 'Room that was not given back.' },
    ),
    pairs: Type.Array(OncePair, { description: 'In the order measured.' }),
  },
  {
    $id: 'OnceWork',
    description:
      'An operation that uses up what it works on, run once on fresh copies in pairs. `baseline` and `contender` are medians.',
  },
);
export type OnceWork = Static<typeof OnceWork>;
