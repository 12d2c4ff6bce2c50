import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import type { Result } from './result.ts';
import { renderServer } from './server-section.ts';
import type { Telemetry } from './telemetry.ts';
import { telemetryNotes } from './telemetry-notes.ts';
import { sampleCases } from './testing/sample-cases.ts';
import { sampleTelemetry } from './testing/sample-telemetry.ts';

const colors = picocolors.createColors(false);
const withTelemetry = (telemetry: Telemetry | null, parts: Partial<Result> = {}) =>
  renderServer({ ...sampleCases.mixed, ...parts, telemetry }, colors, 120);

const { database, checkpoints } = sampleTelemetry() as {
  [Key in keyof Telemetry]: NonNullable<Telemetry[Key]>;
};

/** Nothing known but what is given. */
const only = (parts: Partial<Telemetry>) =>
  sampleTelemetry({
    database: null,
    io: null,
    wal: null,
    checkpoints: null,
    autovacuum: null,
    vacuums: [],
    tables: null,
    indexes: null,
    statements: null,
    waits: [],
    samples: { taken: 100, skipped: 0, failed: 0, backends: 0 },
    machine: { cpu: null, pressure: { cpuMs: null, ioMs: null, memoryMs: null } },
    ...parts,
  });

it('is a line a subject', () => {
  expect(withTelemetry(sampleTelemetry()).join('\n')).toMatchInlineSnapshot(`
    "Server
      waits       clients busy 93 % of the time: CPU 67 %, IO/DataFileRead 22 %, LWLock/WALWrite 9 %,
                  IO/WALSync 3 %
      blocks      99.5 hit, 0.310 read an operation (> 99 % hit)
      WAL         278 bytes an operation, 337 kB/s, 341 full-page images
      temp files  12 MB in 4 files: sorts and hashes did not fit work_mem
      meanwhile   1 checkpoint begun (by WAL size or request); autovacuum: likes vacuumed and analyzed,
                  notifications analyzed; autovacuum of posts under way for 3.0 s
      machine     the hypervisor took 3 % of the processors (steal)"
  `);
});

it('leaves out what is not known, did not happen or says too little', () => {
  expect(withTelemetry(null)).toEqual([]);
  expect(withTelemetry(only({}))).toEqual([]);
  const quiet = { ...database, tempBytes: 0, commits: 0, rollbacks: 0 };
  const few = { taken: 10, skipped: 0, failed: 0, backends: 99 };
  const idle = { user: 0.1, system: 0.1, iowait: 0, steal: 0.01, idle: 0.79 };
  const machine = { cpu: idle, pressure: { cpuMs: 0, ioMs: 0, memoryMs: 0 } };
  const nothing = only({ database: quiet, samples: few, waits: sampleTelemetry().waits, machine });
  expect(withTelemetry(nothing)).toEqual([]);
});

it('tells what busy clients waited for apart from how busy they were', () => {
  const wait = (type: string, event: string, samples: number) => ({
    type,
    event,
    samples,
    share: samples / 1000,
  });
  const waits = (...seen: ReturnType<typeof wait>[]) =>
    withTelemetry(only({ waits: seen, samples: { taken: 125, skipped: 0, failed: 0, backends: 1000 } }))[1];
  expect(waits(wait('Idle', 'ClientRead', 951), wait('CPU', 'CPU', 49))).toBe(
    '  waits  clients busy 5 % of the time',
  );
  expect(
    waits(
      wait('Idle', 'ClientRead', 900),
      wait('IO', 'WalSync', 60),
      wait('IdleInTransaction', 'ClientRead', 20),
      wait('IdleInTransaction', 'ClientWrite', 19),
      wait('CPU', 'CPU', 1),
    ),
  ).toBe('  waits  clients busy 10 % of the time: IO/WalSync 60 %, idle in transaction 39 %, CPU 1 %');
});

it('divides by transactions: 1,240 blocks in 12 are 103 an operation', () => {
  const change = { ...database, commits: 10, rollbacks: 2, blocksHit: 1240, blocksRead: 0, tempBytes: 0 };
  expect(withTelemetry(only({ database: change }))).toEqual([
    'Server',
    '  blocks  103 hit, 0 read an operation (100 % hit)',
  ]);
});

it('says so where there are more transactions than the run and the lag account for, and why that may be', () => {
  const change = { ...database, commits: 14_724, rollbacks: 0 };
  const own = { ...sampleCases.mixed, telemetry: only({ database: change, windowMs: 10_000 }) };
  expect(renderServer(own, colors, 120)[1]).toContain('83.8 hit, 0.261 read a transaction');
  const notesWith = (maxNs: number) =>
    telemetryNotes({ ...own, latency: { ...own.latency, maxNs: { ns: maxNs, atLeast: false } } });
  const counts = 'Telemetry: the server counted 14,724 transactions, about 13,385 would be this run’s';
  expect(notesWith(999e6).map(({ text }) => text)).toEqual([
    `${counts}: others were at work in the database too. The server’s figures hold that.`,
  ]);
  expect(notesWith(1001e6).map(({ text }) => text)).toEqual([
    `${counts}: others were at work in the database too, or long operations kept back what was done before them. The server’s figures hold that.`,
  ]);
  const alone = { ...own, telemetry: only({ database: { ...change, commits: 14_723 }, windowMs: 10_000 }) };
  expect(renderServer(alone, colors, 120)[1]).toContain('an operation');
  expect(telemetryNotes(alone)).toEqual([]);
});

it('counts the trickle of WAL of a run that reads only when whole pages are in it', () => {
  const wal = { ...sampleTelemetry().wal!, fullPageImages: 0 };
  const { queries } = sampleCases.ordinary;
  expect(withTelemetry(only({ wal }), { queries })).toEqual([]);
  expect(withTelemetry(only({ wal: { ...wal, fullPageImages: 1 } }), { queries })[1]).toBe(
    '  WAL  337 kB/s, 1 full-page image',
  );
});

it('does not count checkpoints that had nothing to write', () => {
  const events = (parts: Partial<typeof checkpoints>) =>
    withTelemetry(only({ checkpoints: { ...checkpoints, ...parts } }))[1]?.replace('  meanwhile  ', '');
  const nothing = { buffersWritten: 0, writeMs: 0, done: null };
  expect(events({ ...nothing, timed: 1, requested: 0 })).toBeUndefined();
  expect(events({ timed: 0, requested: 0 })).toBeUndefined();
  expect(events({ timed: 1, requested: 0 })).toBe('1 checkpoint begun (by time)');
  expect(events({ timed: 1, requested: 2 })).toBe('3 checkpoints begun (2 by WAL size or request)');
});

it('doubts waits when many looks were missed', () => {
  const missing = (skipped: number) =>
    telemetryNotes({
      ...sampleCases.mixed,
      telemetry: only({ samples: { taken: 80, skipped, failed: 0, backends: 640 } }),
    });
  expect(missing(20)).toEqual([]);
  expect(missing(21)[0]!.text).toContain('21 of 101 looks at the waits were missed (21');
});
