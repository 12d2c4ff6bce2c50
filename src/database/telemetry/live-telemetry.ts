import type { Clock } from '../../core/clock.ts';
import type { QueryTally, TelemetryConnection } from './connection.ts';
import { Seconds } from './seconds.ts';
import type { TelemetryServer } from './telemetry-server.ts';
import { Ticker } from './ticker.ts';
import { VacuumWatch } from './vacuum-watch.ts';
import { WaitSampler } from './wait-sampler.ts';

const samplePeriodMs = 100;
const secondMs = 1000;

/** The connections of telemetry, and what they have cost. */
export interface TelemetryLink {
  /** For snapshots and seconds. */
  readonly views: TelemetryConnection;
  /** For wait events, so that no slow snapshot delays them. */
  readonly sampling: TelemetryConnection;
  readonly tally: QueryTally;
}

/** What is looked at again and again while the window is open. */
export class LiveTelemetry {
  readonly waits: WaitSampler;
  readonly seconds: Seconds;
  readonly vacuums: VacuumWatch;
  readonly #link: TelemetryLink;
  readonly #sampleTicker: Ticker;
  readonly #secondTicker: Ticker;

  constructor(link: TelemetryLink, server: TelemetryServer, applicationName: string, clock: Clock) {
    this.#link = link;
    this.waits = new WaitSampler(link.sampling, server, applicationName);
    this.seconds = new Seconds(link.views, server, clock, link.tally);
    this.vacuums = new VacuumWatch(link.views, server);
    this.#sampleTicker = new Ticker(clock, samplePeriodMs, () => this.waits.sample());
    this.#secondTicker = new Ticker(clock, secondMs, () => this.#second());
  }

  get samples() {
    return { ...this.#sampleTicker.count, backends: this.waits.backends };
  }

  async rehearse(): Promise<void> {
    await Promise.all([this.waits.rehearse(), this.seconds.begin(0), this.vacuums.look()]);
  }

  start(): void {
    this.#sampleTicker.start();
    this.#secondTicker.start();
  }

  /** Resolves when nothing is under way, and the seconds reach to the end. Rejects when the connection is lost. */
  async stop(): Promise<void> {
    await Promise.all([this.#sampleTicker.stop(), this.#secondTicker.stop()]);
    await this.seconds.finish();
  }

  /** Also finds a server again that was away. */
  async #second(): Promise<void> {
    void this.#link.sampling.ensureOpen();
    await this.#link.views.ensureOpen();
    await this.seconds.tick();
    await this.vacuums.look();
  }
}
