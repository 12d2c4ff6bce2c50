import type { Clock } from '../core/clock.ts';
import type { Operation } from '../core/operation.ts';
import { nsPerMs } from '../core/units.ts';
import type { Session } from './session.ts';

/** PostgreSQL plans a prepared statement anew for its first five executions, and then decides; twice that is safe. */
export const primingExecutions = 10;
/** How long cancelled operations may take to end. */
const settleLimitMs = 1000;

/**
 * Runs every query that only reads {@link primingExecutions} times on every connection, so that plans and caches of
 * the backends are not made in measured time. Stops when the time is up: slow queries must make do with the warmup.
 * `draw` gives the next operation on a query.
 */
export async function prime(
  sessions: readonly Session[],
  queries: readonly number[],
  draw: (query: number) => Operation,
  { clock, limitMs }: { clock: Clock; limitMs: number },
): Promise<void> {
  let isOver = false;
  const running = new Set<Session>();
  let cancels: Promise<void>[] = [];
  let callOff = clock.after(limitMs, () => {
    isOver = true;
    cancels = [...running].map((session) => session.cancel());
    // What does not answer to that either is lost: the run finds out, and reconnects.
    callOff = clock.after(settleLimitMs, () => {
      for (const session of running) void session.close();
    });
  });
  const endNs = clock.nowNs() + limitMs * nsPerMs;
  const primeOne = async (session: Session) => {
    for (let execution = 0; execution < primingExecutions; execution++) {
      for (const query of queries) {
        if (isOver || !session.isOpen || clock.nowNs() >= endNs) return;
        session.encode(draw(query));
        running.add(session);
        await new Promise<void>((resolve) => session.execute(() => resolve()));
        running.delete(session);
      }
    }
  };
  try {
    await Promise.all(sessions.map(primeOne));
    // One that came late would hit what is measured next.
    await Promise.allSettled(cancels);
  } finally {
    callOff();
  }
}
