import { openAll } from '../../core/concurrency.ts';
import type { PlanMode } from '../../core/plan-mode.ts';
import { fromPortable } from '../../database/portable-config.ts';
import { openWireSession, type WireSession, type WireSessionOptions } from '../../database/wire-session.ts';
import type { Query } from '../../scenario/query.ts';
import { sessionSettings } from '../load/session-settings.ts';
import type { ArmPlace } from './task.ts';

/** The connections of an arm could not be opened; `cause` is why. */
export class ArmFailure extends Error {
  readonly address: string;

  constructor(address: string, cause: Error) {
    super(cause.message, { cause });
    this.address = address;
  }
}

/** How the connections of an arm are opened. The arm's own settings come last. */
export function armSessionOptions(
  { connection, settings }: ArmPlace,
  queries: readonly Query[],
  { statementTimeoutMs, planMode }: { statementTimeoutMs: number; planMode: PlanMode },
): WireSessionOptions {
  const usual = sessionSettings(queries, { statementTimeout: statementTimeoutMs, planMode });
  return {
    connection: fromPortable(connection),
    queries: queries.map(({ statements }) => statements),
    ...usual,
    others: { ...usual.others, ...settings },
  };
}

/** Opens them, all or none. Throws an {@link ArmFailure}. */
export async function openArm(
  { address }: ArmPlace,
  options: WireSessionOptions,
  clients: number,
): Promise<WireSession[]> {
  try {
    return await openAll(Array.from({ length: clients }, () => openWireSession(options)));
  } catch (error) {
    throw new ArmFailure(address, error as Error);
  }
}
