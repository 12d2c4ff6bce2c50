import { type Static, Type } from '@sinclair/typebox';
import { amount, figure, listOf, orNull, text } from './field.ts';
import { MachineChange, TelemetryCost } from './machine-change.ts';
import { IndexChange, StatementChange, TableChange } from './relation-change.ts';
import {
  AutovacuumEvent,
  CheckpointChange,
  DatabaseChange,
  IoChange,
  VacuumSighting,
  WalChange,
} from './server-change.ts';

const TelemetryNote = Type.Object(
  {
    text: text('What is missing, and why.'),
    remedy: Type.Optional(Type.String({ description: 'What would mend it.' })),
    isDetail: Type.Optional(
      Type.Boolean({ description: 'True: it concerns figures that only this file shows.' }),
    ),
  },
  { $id: 'TelemetryNote', description: 'Something that telemetry could not tell.' },
);

const WaitShare = Type.Object(
  {
    type: text(
      'wait_event_type. CPU: active and waiting for nothing that PostgreSQL knows of. Idle: between transactions. IdleInTransaction: inside one, waiting for the client.',
    ),
    event: text('wait_event.'),
    samples: figure('Backends seen so, over all samples.'),
    share: amount('Of all that were seen, from 0 to 1.'),
  },
  { $id: 'WaitShare', description: 'What backends of the run were seen to wait for.' },
);

const SampleCount = Type.Object(
  {
    taken: figure('Looks at pg_stat_activity.'),
    skipped: figure('Due while the one before was not yet answered, or too late to count.'),
    failed: figure('Taken in vain: the connection was lost, or the server refused.'),
    backends: figure('Backends of the run, over all samples.'),
  },
  { $id: 'SampleCount', description: 'How often backends were looked at, 10 times a second.' },
);

const TelemetrySecond = Type.Object(
  {
    atMs: figure('End of the interval, in milliseconds from the start of the measured time.'),
    durationMs: figure('Milliseconds.'),
    commits: figure('Transactions.'),
    rollbacks: figure('Transactions.'),
    blocksRead: figure('Blocks that were not in shared_buffers.'),
    blocksHit: figure('Blocks that were.'),
    tempBytes: figure('Bytes of temporary files.'),
    walBytes: orNull(Type.Number(), 'Bytes of WAL of the whole server, exact; null on a standby.'),
    checkpoints: figure('Begun in the whole server.'),
  },
  { $id: 'TelemetrySecond', description: 'The change over about a second; counters lag as lagMs says.' },
);

/** The record of src/database/telemetry/record.ts as the result file has it; a test holds them together. */
export const Telemetry = Type.Object(
  {
    from: orNull(Type.String(), 'First snapshot by the clock of the server, ISO 8601 in UTC; null without.'),
    to: orNull(Type.String(), 'Last snapshot by the clock of the server, ISO 8601 in UTC; null without.'),
    windowMs: figure('Milliseconds between them by the clock of the harness.'),
    lagMs: figure(
      'A backend reports its counts when a transaction ends, at most once in so many milliseconds: both ends of the window are seen up to that much late. WAL positions are exact.',
    ),
    notes: listOf(TelemetryNote, 'What is missing, and why.'),
    database: orNull(DatabaseChange, 'The database of the run; null when it could not be compared.'),
    io: orNull(listOf(IoChange, 'Rows with changes.'), 'The whole server, from PostgreSQL 16 on.'),
    wal: orNull(WalChange, 'The whole server.'),
    checkpoints: orNull(CheckpointChange, 'The whole server.'),
    autovacuum: orNull(listOf(AutovacuumEvent, 'A table each.'), 'What autovacuum finished with.'),
    vacuums: listOf(VacuumSighting, 'Vacuums and analyzes that were seen under way.'),
    tables: orNull(listOf(TableChange, 'Tables with changes.'), 'By table.'),
    indexes: orNull(listOf(IndexChange, 'Indexes with changes.'), 'By index.'),
    statements: orNull(
      listOf(StatementChange, 'Most time first.'),
      'The statements that took most time; null without pg_stat_statements.',
    ),
    waits: listOf(WaitShare, 'Most samples first.'),
    samples: SampleCount,
    perSecond: listOf(TelemetrySecond, 'Second by second.'),
    machine: MachineChange,
    cost: TelemetryCost,
  },
  { $id: 'Telemetry', description: 'What the server and the machine did during the measured time.' },
);
export type Telemetry = Static<typeof Telemetry>;
