import { classifyError } from '../../core/operation.ts';
import { type Client, connect, cutConnection } from '../../database/connect.ts';
import { applySessionSettings } from '../../database/session-settings.ts';
import { reportOwnStatistics } from '../../database/statistics-report.ts';
import { sessionSettings } from '../load/session-settings.ts';
import type { ReadyVariant } from '../variants/ready-variant.ts';
import type { ComparisonContext } from './comparison-context.ts';
import type { Values } from './proof-arm.ts';
import type { ReadyArm } from './ready-arm.ts';

export interface OnceTiming {
  readonly durationMs: number;
  /** It was cancelled: it would have taken longer. */
  readonly timedOut: boolean;
}

/** The server refused the operation, or it ended in an error. */
export class OnceFailure extends Error {}

/** A job by night may take so much longer than an operation that somebody waits for. */
const patience = 60;

/** A connection for one operation that is run once. */
export class OnceConnection {
  readonly #client: Client;
  readonly #arm: ReadyArm;
  readonly #signal: AbortSignal;
  readonly #cut: () => void;
  #isClosed = false;

  private constructor(client: Client, arm: ReadyArm, signal: AbortSignal) {
    this.#client = client;
    this.#arm = arm;
    this.#signal = signal;
    this.#cut = () => cutConnection(client);
    signal.addEventListener('abort', this.#cut);
  }

  /** To a copy of the arm's design. */
  static async open(
    arm: ReadyArm,
    { database: { config, address }, settings }: ReadyVariant,
    { options, signal }: Pick<ComparisonContext, 'options' | 'signal'>,
  ): Promise<OnceConnection> {
    signal.throwIfAborted();
    const client = await connect(config, address);
    const { query } = arm.plan.mix.parts[0]!;
    const own = sessionSettings([query], {
      statementTimeout: options.statementTimeout * patience,
      planMode: options.planMode,
    });
    await applySessionSettings(client, { ...own, others: { ...own.others, ...settings } });
    return new OnceConnection(client, arm, signal);
  }

  /** Several statements are one transaction. Throws {@link OnceFailure} for an error that is the operation's. */
  async run(values: Values): Promise<OnceTiming> {
    const startedAt = performance.now();
    try {
      await this.#execute(values);
      return { durationMs: performance.now() - startedAt, timedOut: false };
    } catch (error) {
      const durationMs = performance.now() - startedAt;
      this.#signal.throwIfAborted();
      const { code, message } = error as { code?: string; message: string };
      const kind = code === undefined ? 'connection' : classifyError(code, message, false);
      if (kind === 'connection') throw error;
      if (kind !== 'timeout') throw new OnceFailure(message, { cause: error });
      await this.#client.query('ROLLBACK');
      return { durationMs, timedOut: true };
    }
  }

  /** What it has done is in the server's counters when this is over. Once is enough. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#signal.removeEventListener('abort', this.#cut);
    await reportOwnStatistics(this.#client).catch(() => {});
    await this.#client.end().catch(() => {});
  }

  async #execute(values: Values): Promise<void> {
    const { statements } = this.#arm.plan.mix.parts[0]!.query;
    const isOne = statements.length === 1;
    if (!isOne) await this.#client.query('BEGIN');
    for (const { sql, parameters } of statements) {
      await this.#client.query({ text: sql, values: parameters.map((index) => values[index] ?? null) });
    }
    if (!isOne) await this.#client.query('COMMIT');
  }
}
