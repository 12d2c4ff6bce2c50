import type { TelemetryConnection } from './connection.ts';
import { flush } from './own-traffic.ts';
import type { WaitShare } from './record.ts';
import type { TelemetryServer } from './telemetry-server.ts';

interface Seen {
  readonly state: string | null;
  readonly type: string | null;
  readonly event: string | null;
  readonly backends: number;
}

/** Counts what the backends of a run are seen to wait for. */
export class WaitSampler {
  readonly #connection: Pick<TelemetryConnection, 'query'>;
  readonly #server: TelemetryServer;
  readonly #applicationName: string;
  readonly #counts = new Map<string, number>();
  #backends = 0;
  #hidden = 0;

  constructor(
    connection: Pick<TelemetryConnection, 'query'>,
    server: TelemetryServer,
    applicationName: string,
  ) {
    this.#connection = connection;
    this.#server = server;
    this.#applicationName = applicationName;
  }

  /** Backends seen, over all samples. */
  get backends(): number {
    return this.#backends;
  }

  /** Backends seen whose state is not ours to see. */
  get hidden(): number {
    return this.#hidden;
  }

  async sample(): Promise<void> {
    for (const one of await this.#look()) if (one.backends > 0) this.#add(one);
  }

  /** Asks, and counts nothing. */
  async rehearse(): Promise<void> {
    await this.#look();
  }

  /** Most samples first. */
  shares(): WaitShare[] {
    return [...this.#counts]
      .map(([key, samples]) => {
        const [type, event] = JSON.parse(key) as [string, string];
        return { type, event, samples, share: samples / this.#backends };
      })
      .sort((a, b) => b.samples - a.samples || (`${a.type}${a.event}` < `${b.type}${b.event}` ? -1 : 1));
  }

  #look(): Promise<Seen[]> {
    const { versionNumber, databaseOid } = this.#server;
    return this.#connection.query<Seen>({
      name: 'waits',
      text: `SELECT state, wait_event_type AS type, wait_event AS event, count(pid)::float8 AS backends
        FROM ${flush(versionNumber)} LEFT JOIN pg_stat_activity
          ON datid = ${databaseOid} AND application_name = $1 AND pid <> pg_backend_pid()
        GROUP BY state, wait_event_type, wait_event`,
      values: [this.#applicationName],
    });
  }

  #add(seen: Seen): void {
    if (seen.state === null) {
      this.#hidden += seen.backends;
      return;
    }
    const key = JSON.stringify(classify(seen.state, seen.type, seen.event));
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + seen.backends);
    this.#backends += seen.backends;
  }
}

/** As {@link WaitShare} has it. A state is read a moment apart from the wait: `idle` without a wait is just ending. */
function classify(state: string, type: string | null, event: string | null): [type: string, event: string] {
  if (state === 'idle') return ['Idle', event ?? 'ClientRead'];
  if (state.startsWith('idle in transaction')) return ['IdleInTransaction', event ?? 'ClientRead'];
  if (type === null || event === null) return ['CPU', 'CPU'];
  return [type, event];
}
