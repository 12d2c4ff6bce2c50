import { type Static, Type } from '@sinclair/typebox';
import { amount, count, duration, flag, orNull, text } from '../field.ts';

export const VariantBuild = Type.Object(
  {
    manner: Type.Union(
      [Type.Literal('dataset'), Type.Literal('clone'), Type.Literal('fill'), Type.Literal('settings')],
      {
        description:
          'dataset: the dataset itself. clone: a copy of it, changed by SQL. fill: filled anew. settings: the dataset under other settings.',
      },
    ),
    wasReused: flag('Whether it was there already; times are those of when it was made.'),
    cloneMs: orNull(Type.Number({ minimum: 0 }), 'Milliseconds to copy the dataset, or to fill it.'),
    applyMs: orNull(Type.Number({ minimum: 0 }), 'Milliseconds for all statements.'),
    statements: Type.Array(
      Type.Object({ sql: text('The statement.'), durationMs: amount('Milliseconds that it took.') }),
      { description: 'What made the variant of the dataset, in order.' },
    ),
  },
  { $id: 'VariantBuild', description: 'How a variant was made.' },
);
export type VariantBuild = Static<typeof VariantBuild>;

export const ComparedIndex = Type.Object(
  {
    name: text('Name of the index; of a partitioned one, of the whole.'),
    table: text('Its table.'),
    bytes: count('Size; of a partitioned one, of all its parts.'),
    definition: text('CREATE INDEX, or the constraint.'),
    enforces: flag('Whether it also enforces a constraint or uniqueness, and cannot simply go.'),
    scans: orNull(
      Type.Integer({ minimum: 0 }),
      'Scans in this comparison, by reads and writes; null when they were not counted.',
    ),
    repeats: orNull(Type.String(), 'The index that does its work as well; null when none does.'),
  },
  { $id: 'ComparedIndex', description: 'An index of a variant.' },
);
export type ComparedIndex = Static<typeof ComparedIndex>;

export const VariantSizes = Type.Object(
  {
    heapBytes: count('All tables without TOAST.'),
    toastBytes: count('TOAST of all tables.'),
    indexBytes: count('All indexes.'),
    tables: Type.Array(
      Type.Object({
        name: text('Name of the table; partitions are counted with theirs.'),
        partitions: count('Its partitions; 0 when it has none.'),
        heapBytes: count('Without TOAST.'),
        toastBytes: count('TOAST.'),
        indexBytes: count('All its indexes.'),
      }),
      { description: 'The same by table.' },
    ),
    indexes: Type.Array(ComparedIndex, { description: 'All indexes, the largest first.' }),
  },
  {
    $id: 'VariantSizes',
    description: 'What a variant takes on disk, in bytes, before anything was measured.',
  },
);
export type VariantSizes = Static<typeof VariantSizes>;

export const RefreshCost = Type.Object(
  {
    sql: text('The statements that bring derived data up to date.'),
    runs: count('How often it was measured.'),
    durationMs: amount('Milliseconds of one refresh, the median.'),
    walBytes: orNull(
      Type.Integer({ minimum: 0 }),
      'WAL of one refresh in bytes, the median; null if unknown.',
    ),
    staleness: orNull(
      Type.Object({
        afterMs: duration('Milliseconds of writes since the last refresh.'),
        writes: count('Operations that had written in them.'),
        parameters: count('Parameter sets whose answers were compared then.'),
        stale: count('Those whose answers were out of date.'),
      }),
      'How far answers lag behind between two refreshes; null when it was not measured.',
    ),
  },
  { $id: 'RefreshCost', description: 'What data costs that is derived and not kept up to date by itself.' },
);
export type RefreshCost = Static<typeof RefreshCost>;

export const ComparedVariant = Type.Object(
  {
    name: text('Its name in this comparison: covering-feed, or covering-feed@17 on one of several servers.'),
    variant: text('The variant: spec, composite or composite+covering-feed.'),
    server: text('Name of its server, one of `servers`.'),
    keys: text('How its ids look: uuidv4, uuidv7 or bigint.'),
    fingerprint: text('Fingerprint of the dataset below it.'),
    kind: orNull(Type.String(), 'index, partitioning, keys, denormalization or settings; null for spec.'),
    summary: text('One line on what it changes.'),
    wins: orNull(Type.String(), 'What it is expected to win.'),
    costs: orNull(Type.String(), 'What it is expected to cost.'),
    settings: Type.Record(Type.String(), Type.String(), {
      description: 'Settings of its own, of its connections or its server.',
    }),
    build: VariantBuild,
    sizes: orNull(VariantSizes, 'What it takes on disk; null when it was not asked.'),
    refresh: orNull(
      RefreshCost,
      'What its derived data costs; null when it has none, or it was not measured.',
    ),
  },
  { $id: 'ComparedVariant', description: 'A physical design, on a server.' },
);
export type ComparedVariant = Static<typeof ComparedVariant>;
