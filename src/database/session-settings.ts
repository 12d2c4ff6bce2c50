import type { Client } from 'pg';

export interface SessionSettings {
  /** 0 for none. */
  readonly statementTimeoutMs: number;
  /** The server refuses writes: the default for a run that declares none. */
  readonly readOnly: boolean;
  readonly jit?: boolean;
  /** Further settings of the server, by name, applied last. */
  readonly others?: Readonly<Record<string, string>>;
}

/** Settings that a server may lack or refuse without harm to the measurement. */
const optional: Readonly<Record<string, string>> = {
  // A backend whose client died stops within a second instead of finishing its query (Linux, macOS and BSD only).
  client_connection_check_interval: '1s',
};

/** Applies the settings to one connection. Throws the server's error if it knows or allows one of them not. */
export async function applySessionSettings(client: Client, settings: SessionSettings): Promise<void> {
  const wanted = {
    statement_timeout: String(settings.statementTimeoutMs),
    jit: settings.jit ? 'on' : 'off',
    default_transaction_read_only: settings.readOnly ? 'on' : 'off',
    // Clients that wait, for their turn or for a slow neighbour, must not be thrown out by the server's policy.
    idle_session_timeout: '0',
    idle_in_transaction_session_timeout: '0',
    ...settings.others,
  };
  await setAll(client, wanted);
  await setAll(client, optional).catch(() => {});
}

async function setAll(client: Client, settings: Readonly<Record<string, string>>): Promise<void> {
  await client.query({
    text: 'SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS setting (name, value)',
    values: [Object.keys(settings), Object.values(settings)],
  });
}
