import type { ClientConfig } from 'pg';
import { connect } from './connect.ts';
import { findHolder, type LockMode, lockQueue, tryLock } from './embedded/command-lock.ts';

export interface HeldDatabase {
  release(): Promise<void>;
}

interface HoldOptions {
  command: string;
  mode: LockMode;
  onWait(message: string): void;
  signal: AbortSignal;
}

/** Keeps other bench commands out of a database, for as long as a connection of its own lives. Others wait. */
export async function holdDatabase(
  config: ClientConfig,
  address: string,
  { command, mode, onWait, signal }: HoldOptions,
): Promise<HeldDatabase> {
  const client = await connect(
    { ...config, application_name: `bench ${command} (pid ${process.pid})`.slice(0, 63) },
    address,
  );
  try {
    // The lock lives as long as this connection, which is idle.
    await client.query('SET idle_session_timeout = 0');
    if (!(await tryLock(client, mode))) {
      onWait(`waiting for ${(await findHolder(client)) ?? 'another command'} to finish`);
      await lockQueue(client, signal, mode);
    }
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return { release: () => client.end().catch(() => {}) };
}
