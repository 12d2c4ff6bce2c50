import type { Result } from './result.ts';
import type { Telemetry } from './telemetry.ts';

/**
 * Transactions of the database inside telemetry's window. An operation is one transaction, and both counters lag
 * alike, so what the server reports is divided by these, and not by the operations of the measured time, which is a
 * little shorter than that window.
 */
export function transactionsOf({ database }: Pick<Telemetry, 'database'>): number {
  return database ? database.commits + database.rollbacks : 0;
}

/** Others may add this much before figures are no longer said to be of the run's own operations. */
const tolerance = 1.1;

/**
 * Whether the database's transactions were the run's: more than it ended in that time are by others, or of before it. Those
 * of the time that counters lag may be reported inside the window, and so are allowed for; not those of a backend that a
 * long operation keeps from reporting, which nobody has counted.
 */
export function ownShareOf(result: Result): 'all' | 'some' {
  const { telemetry } = result;
  const most = ownTransactionsOf(result) * tolerance;
  return telemetry && transactionsOf(telemetry) <= most ? 'all' : 'some';
}

/** About how many transactions of the run the counters may hold: of telemetry's window, and of the time that they lag. */
export function ownTransactionsOf({ telemetry, timeline }: Pick<Result, 'telemetry' | 'timeline'>): number {
  const lastedMs = timeline.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (!telemetry || lastedMs === 0) return 0;
  const ended = timeline.reduce((sum, point) => sum + point.succeeded + point.timedOut + point.failed, 0);
  return (ended / lastedMs) * (telemetry.windowMs + telemetry.lagMs);
}
