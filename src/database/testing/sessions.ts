import type { ClientConfig } from 'pg';
import { closeAll } from '../../core/concurrency.ts';
import type { OperationError, Statement } from '../../core/operation.ts';
import { openWireSession, type WireSession, type WireSessionOptions } from '../wire-session.ts';

/** Takes all its parameters in their order. */
function statement(sql: string): Statement {
  const count = new Set(sql.match(/\$\d/g)).size;
  return { sql, parameters: Array.from({ length: count }, (_, index) => index) };
}

/** Sessions on one database, to be closed after each test. */
export class TestSessions {
  readonly #opened: WireSession[] = [];
  readonly #connection: () => ClientConfig;

  constructor(connection: () => ClientConfig) {
    this.#connection = connection;
  }

  /** A query each; several statements are a transaction. */
  async open(
    queries: (string | string[])[],
    options: Partial<WireSessionOptions> = {},
  ): Promise<WireSession> {
    const session = await openWireSession({
      connection: this.#connection(),
      queries: queries.map((sql) => [sql].flat().map(statement)),
      statementTimeoutMs: 5000,
      readOnly: true,
      ...options,
    });
    this.#opened.push(session);
    return session;
  }

  async close(): Promise<void> {
    await closeAll(this.#opened.splice(0));
  }
}

export interface Result {
  rows: number;
  error?: OperationError | undefined;
}

export function execute(session: WireSession, values: (string | null)[] = [], query = 0): Promise<Result> {
  session.encode({ query, stratum: 0, values });
  return new Promise((resolve) => session.execute((rows, error) => resolve({ rows, error })));
}
