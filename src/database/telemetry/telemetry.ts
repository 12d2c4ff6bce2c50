import type { Client } from 'pg';
import { type Clock, systemClock } from '../../core/clock.ts';
import { nsPerMs } from '../../core/units.ts';
import type { ClientConfig } from '../connect.ts';
import { topStatements } from './collectors/statements.ts';
import { type QueryTally, TelemetryConnection, telemetryOpener } from './connection.ts';
import { within } from './limit.ts';
import { LiveTelemetry, type TelemetryLink } from './live-telemetry.ts';
import {
  type MachineReading,
  machineChange,
  type ReadMachineFile,
  readMachine,
  readMachineFile,
} from './machine.ts';
import { Notes } from './notes.ts';
import type { DatabaseChange, StatementChange, TelemetryRecord } from './record.ts';
import {
  type CollectorName,
  changesBetween,
  collectors,
  type Snapshot,
  takeSnapshot,
  type WindowEnd,
} from './snapshot.ts';
import { inspectTelemetryServer, type TelemetryServer, versions } from './telemetry-server.ts';

export interface TelemetryOptions {
  /** As notes name the server; without user and password. */
  readonly address: string;
  /** Of the run's backends, whose waits are counted. */
  readonly applicationName: string;
  readonly clock?: Clock;
  /** How to connect; for tests. */
  readonly open?: () => Promise<Client>;
  readonly readMachineFile?: ReadMachineFile;
}

export interface StopOptions {
  /**
   * The run's connections are closed, so that everything they did has been reported, and the record is to hold all
   * of it. Costs 0.6 s before PostgreSQL 15, whose statistics are that old when read.
   */
  readonly isLoadOver?: boolean;
}

/** What the server does while a run is measured. Nothing that happens to the server makes it fail. */
export interface Telemetry {
  /** Begins the window. Resolves when the first snapshot is taken, or 2 s later; never rejects. */
  start(): Promise<void>;
  /**
   * Ends the window, and telemetry: takes the last snapshot and closes the connections. Resolves with what there is
   * within 2.5 s, whatever the server does; never rejects.
   */
  stop(options?: StopOptions): Promise<TelemetryRecord>;
}

const limitMs = 2000;
const unanswered = `the server did not answer telemetry within ${limitMs / 1000} s`;

/** How old statistics may be when read before PostgreSQL 15 (PGSTAT_STAT_INTERVAL), and a little more. */
const oldStatisticsAgeMs = 600;

/** PGSTAT_MIN_INTERVAL; before PostgreSQL 15 half of it for the backend, and half for the collector's file. */
const lagMs = 1000;

/**
 * Connects telemetry to the database of a run: one connection for the statistics views, one to sample waits. Never
 * rejects, and takes 4 s at most: without a connection the record says so, and has the machine's figures only.
 */
export async function openTelemetry(config: ClientConfig, options: TelemetryOptions): Promise<Telemetry> {
  const clock = options.clock ?? systemClock;
  const open = options.open ?? telemetryOpener(config, options.address);
  const tally: QueryTally = { statements: 0, answerNs: 0 };
  const link = {
    views: new TelemetryConnection(open, clock, tally),
    sampling: new TelemetryConnection(open, clock, tally),
    tally,
  };
  const notes = new Notes();
  let server: TelemetryServer | undefined;
  const meet = async () => {
    await Promise.all([link.views.ensureOpen(), link.sampling.ensureOpen()]);
    server = await inspectTelemetryServer(link.views);
  };
  try {
    if (!(await within(clock, limitMs, meet()))) throw new Error(unanswered);
  } catch (error) {
    notes.add({ text: `no telemetry of the server: ${(error as Error).message}` });
  }
  const session = new TelemetrySession(link, server, notes, { ...options, clock });
  await within(clock, limitMs, session.rehearse());
  return session;
}

class TelemetrySession implements Telemetry {
  readonly #link: TelemetryLink;
  readonly #server: TelemetryServer | undefined;
  readonly #live: LiveTelemetry | undefined;
  readonly #names: readonly CollectorName[];
  readonly #notes: Notes;
  readonly #clock: Clock;
  readonly #readMachine: () => MachineReading;
  #startNs: number | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<TelemetryRecord> | undefined;
  #machine: MachineReading | undefined;
  #first: Snapshot | undefined;
  #last: Snapshot | undefined;
  #statements: StatementChange[] | null = null;

  constructor(
    link: TelemetryLink,
    server: TelemetryServer | undefined,
    notes: Notes,
    options: TelemetryOptions & { readonly clock: Clock },
  ) {
    this.#link = link;
    this.#server = server;
    this.#notes = notes;
    this.#clock = options.clock;
    this.#readMachine = () => readMachine(options.readMachineFile ?? readMachineFile);
    this.#names = server ? availableCollectors(server, notes) : [];
    this.#live = server && new LiveTelemetry(link, server, options.applicationName, this.#clock);
  }

  /** Does everything once before the window, so that it does not pay for plans and for catalogs not yet cached. */
  async rehearse(): Promise<void> {
    const server = this.#server;
    const live = this.#live;
    if (!server || !live) return;
    await this.#survive(async () => {
      await this.#snapshot('first', server);
      await live.rehearse();
    });
  }

  async start(): Promise<void> {
    this.#startNs ??= this.#clock.nowNs();
    this.#machine ??= this.#readMachine();
    this.#starting ??= this.#begin(this.#startNs);
    await within(this.#clock, limitMs, this.#starting);
  }

  stop(options: StopOptions = {}): Promise<TelemetryRecord> {
    this.#stopping ??= this.#finish(options);
    return this.#stopping;
  }

  async #begin(startNs: number): Promise<void> {
    const live = this.#live;
    const server = this.#server;
    if (!live || !server) return;
    live.start();
    await this.#survive(async () => {
      this.#first = await this.#snapshot('first', server);
      await live.seconds.begin(startNs);
    });
  }

  async #finish({ isLoadOver = false }: StopOptions): Promise<TelemetryRecord> {
    const stopNs = this.#clock.nowNs();
    const machine = this.#readMachine();
    const isInTime = await within(this.#clock, limitMs, this.#lastReadings(isLoadOver));
    if (!isInTime) this.#notes.add({ text: unanswered });
    await Promise.all([this.#link.views.close(), this.#link.sampling.close()]);
    const startNs = this.#startNs ?? stopNs;
    return this.#record((stopNs - startNs) / nsPerMs, machine);
  }

  async #lastReadings(isLoadOver: boolean): Promise<void> {
    const live = this.#live;
    const server = this.#server;
    if (!live || !server || !this.#starting) return;
    await this.#starting;
    await this.#survive(() => live.stop());
    await this.#survive(async () => {
      if (isLoadOver && server.versionNumber < versions.sharedStatistics)
        await this.#pause(oldStatisticsAgeMs);
      await this.#link.views.ensureOpen();
      this.#last = await this.#snapshot('last', server);
      const changes = this.#changes('statements');
      if (changes) this.#statements = await topStatements(this.#link.views, server, changes);
    });
  }

  #snapshot(end: WindowEnd, server: TelemetryServer): Promise<Snapshot> {
    return takeSnapshot(end, this.#link.views, server, this.#names, this.#link.tally, this.#notes);
  }

  #changes<Name extends CollectorName>(name: Name) {
    if (!this.#first || !this.#last) return null;
    return changesBetween(name, this.#first, this.#last, this.#notes);
  }

  #record(windowMs: number, machine: MachineReading): TelemetryRecord {
    const { tally } = this.#link;
    const tables = this.#changes('tables');
    const record = {
      from: this.#first?.at ?? null,
      to: this.#last?.at ?? null,
      windowMs,
      lagMs,
      database: this.#databaseChange(),
      io: this.#changes('io'),
      wal: this.#changes('wal')?.[0] ?? null,
      checkpoints: this.#changes('checkpoints')?.[0] ?? null,
      autovacuum:
        tables
          ?.filter(({ autovacuums, autoanalyzes }) => autovacuums + autoanalyzes > 0)
          .map(({ name, autovacuums, autoanalyzes }) => ({
            table: name,
            vacuums: autovacuums,
            analyzes: autoanalyzes,
          })) ?? null,
      vacuums: this.#live?.vacuums.sightings() ?? [],
      tables,
      indexes: this.#changes('indexes'),
      statements: this.#statements,
      waits: this.#live?.waits.shares() ?? [],
      samples: this.#live?.samples ?? { taken: 0, skipped: 0, failed: 0, backends: 0 },
      perSecond: [...(this.#live?.seconds.points ?? [])],
      machine: machineChange(this.#machine ?? machine, machine),
      cost: { statements: tally.statements, answerMs: tally.answerNs / nsPerMs },
    };
    this.#noteLosses();
    return { ...record, notes: [...this.#notes.all] };
  }

  /** Without our own transactions, of which each of our statements is one. */
  #databaseChange(): DatabaseChange | null {
    const change = this.#changes('database')?.[0];
    if (!change) return null;
    const own = this.#last!.ownStatements - this.#first!.ownStatements;
    return { ...change, commits: Math.max(0, change.commits - own) };
  }

  #noteLosses(): void {
    const { views, sampling } = this.#link;
    const losses = views.losses + sampling.losses;
    if (losses > 0) {
      const reason = views.lastError || sampling.lastError;
      this.#notes.add({ text: `telemetry lost its connection${losses > 1 ? 's' : ''}: ${reason}` });
    }
    const hidden = this.#live?.waits.hidden ?? 0;
    if (hidden > 0) {
      this.#notes.add({
        text: 'wait events of backends of other users are not seen',
        remedy: 'GRANT pg_read_all_stats to this user',
      });
    }
  }

  /** What the server does to us costs its figures, and a note, but never the run. */
  async #survive(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#notes.add({ text: `telemetry is incomplete: ${(error as Error).message}` });
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(ms, resolve));
  }
}

function availableCollectors(server: TelemetryServer, notes: Notes): CollectorName[] {
  if (!server.showsActivities) {
    notes.add({ text: 'no wait events: track_activities is off', remedy: 'set track_activities = on' });
  }
  return (Object.keys(collectors) as CollectorName[]).filter((name) => {
    const note = collectors[name].missing(server);
    if (note) notes.add(note);
    return !note;
  });
}
