import type { PlanMode } from '../../core/plan-mode.ts';
import {
  fetchAnswers,
  type OperationAnswer,
  type StatementAnswer,
  textSettings,
} from '../../database/answer.ts';
import { type Client, type ClientConfig, connect, cutConnection } from '../../database/connect.ts';
import { applySessionSettings } from '../../database/session-settings.ts';
import type { WorldOptions } from '../../population/world.ts';
import type { ParameterLists } from '../../scenario/parameter-lists.ts';
import type { Query } from '../../scenario/query.ts';
import { withLimit } from '../../scenario/row-limit.ts';
import { sessionSettings } from '../load/session-settings.ts';

/** One side of a comparison, as its proof needs it. */
export interface ProofArm {
  readonly name: string;
  readonly config: ClientConfig;
  /** For messages. */
  readonly address: string;
  /** One that writes leaves dead rows in the database, and nothing else. */
  readonly query: Query;
  /** Of the connection, by name, over what the harness sets. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whose values the parameters are; undefined where no query needs them. */
  readonly world: WorldOptions | undefined;
  /** What parameters are drawn from besides; the baseline's serve both arms, unless their worlds differ. */
  readonly lists: ParameterLists;
  readonly planMode?: PlanMode | undefined;
}

export type Values = readonly (string | null)[];

/** A connection to an arm that fetches what its query answers. */
export class ProofConnection {
  readonly arm: ProofArm;
  readonly #client: Client;

  private constructor(arm: ProofArm, client: Client) {
    this.arm = arm;
    this.#client = client;
  }

  /** `timeoutMs` is each statement's. */
  static async open(arm: ProofArm, timeoutMs: number): Promise<ProofConnection> {
    const client = await connect(arm.config, arm.address);
    try {
      const settings = sessionSettings([arm.query], {
        statementTimeout: timeoutMs,
        planMode: arm.planMode ?? 'auto',
      });
      await applySessionSettings(client, {
        ...settings,
        others: { ...textSettings, ...settings.others, ...arm.settings },
      });
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    return new ProofConnection(arm, client);
  }

  fetch(values: Values): Promise<OperationAnswer> {
    const { query, address } = this.arm;
    return fetchAnswers(this.#client, query.statements, values, { writes: query.writes, address });
  }

  /**
   * As {@link fetch}, with all limits of one statement raised. `unlimited` where it has none; undefined where it fails,
   * as by its timeout.
   */
  async fetchLong(
    values: Values,
    statement: number,
    rows: number,
  ): Promise<readonly StatementAnswer[] | 'unlimited' | undefined> {
    const { query, address } = this.arm;
    const longer = withLimit(query.statements[statement]!.sql, rows);
    if (longer === undefined) return 'unlimited';
    const statements = query.statements.map((each, i) => (i === statement ? { ...each, sql: longer } : each));
    const fetched = await fetchAnswers(this.#client, statements, values, { writes: query.writes, address });
    return fetched.kind === 'answers' ? fetched.answers : undefined;
  }

  /** Ends it at once, whatever it is doing. */
  cut(): void {
    cutConnection(this.#client);
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => {});
  }
}
