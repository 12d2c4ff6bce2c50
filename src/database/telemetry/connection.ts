import type { Client, ClientConfig } from 'pg';
import type { Clock } from '../../core/clock.ts';
import { connect, cutConnection } from '../connect.ts';
import { applySessionSettings } from '../session-settings.ts';

/** In the text of every statement of telemetry, so that it can be told from the run's. */
export const ownMark = 'bench telemetry';

export interface TelemetryQuery {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Prepares it once a connection, for what is asked again and again. */
  readonly name?: string;
}

/** What telemetry has asked of the server so far, over all its connections. */
export interface QueryTally {
  /** Each a transaction of its own. */
  statements: number;
  answerNs: number;
}

const closeLimitMs = 300;

const settings = {
  // Nothing that telemetry asks is worth waiting for.
  statementTimeoutMs: 1500,
  readOnly: true,
  others: { lock_timeout: '200ms', max_parallel_workers_per_gather: '0' },
};

/** A connection of telemetry's own, which may be lost and come back without anybody having to mind. */
export class TelemetryConnection {
  readonly #open: () => Promise<Client>;
  readonly #clock: Clock;
  readonly #tally: QueryTally;
  #client: Client | undefined;
  #opening: Promise<void> | undefined;
  #isClosed = false;
  #losses = 0;
  /** Of the last failure to connect, or the last query that a broken connection failed. */
  #lastError = '';

  constructor(open: () => Promise<Client>, clock: Clock, tally: QueryTally) {
    this.#open = open;
    this.#clock = clock;
    this.#tally = tally;
  }

  get isOpen(): boolean {
    return this.#client !== undefined;
  }

  /** How often it broke. */
  get losses(): number {
    return this.#losses;
  }

  get lastError(): string {
    return this.#lastError;
  }

  /** Connects unless it is open, or being opened. Never rejects. */
  ensureOpen(): Promise<void> {
    if (this.#client || this.#isClosed) return Promise.resolve();
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** The rows, each read in a transaction of its own. Rejects with the server's error, or when it is not open. */
  async query<Row>({ text, values, name }: TelemetryQuery): Promise<Row[]> {
    const client = this.#client;
    if (!client) throw new Error(this.#lastError || 'not connected');
    const startNs = this.#clock.nowNs();
    try {
      const { rows } = await client.query({
        // Behind the first word: from PostgreSQL 18 on pg_stat_statements cuts a comment before it off.
        text: text.replace('SELECT', `SELECT /* ${ownMark} */`),
        values: [...(values ?? [])],
        ...(name && { name: `bench_telemetry_${name}` }),
      });
      return rows as Row[];
    } catch (error) {
      this.#lastError = (error as Error).message;
      throw error;
    } finally {
      this.#tally.statements++;
      this.#tally.answerNs += this.#clock.nowNs() - startNs;
    }
  }

  /** Within 0.3 s, also when the server does not answer: a query under way is given up. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    const callOff = this.#clock.after(closeLimitMs, () => cutConnection(client));
    await client.end().catch(() => {});
    callOff();
  }

  async #connect(): Promise<void> {
    try {
      const client = await this.#open();
      if (this.#isClosed) {
        await client.end().catch(() => {});
        return;
      }
      client.once('end', () => {
        if (this.#client !== client) return;
        this.#client = undefined;
        this.#losses++;
      });
      this.#client = client;
    } catch (error) {
      this.#lastError = (error as Error).message;
    }
  }
}

/** Connects as telemetry does: known by its name, read-only, and not waiting for anything. */
export function telemetryOpener(config: ClientConfig, address: string): () => Promise<Client> {
  return async () => {
    const client = await connect(
      { ...config, application_name: ownMark, connectionTimeoutMillis: 2000 },
      address,
    );
    try {
      await applySessionSettings(client, settings);
      return client;
    } catch (error) {
      cutConnection(client);
      throw error;
    }
  };
}
