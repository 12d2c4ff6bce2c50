import type { Clock } from '../core/clock.ts';
import type { Client } from './client.ts';

/** How long cancelled operations may take to end. */
const settleLimitMs = 1000;

/**
 * Leaves every session idle, or closed: cancels what runs, and closes what does not answer to that. `listen` is given
 * what to call when a client has become idle.
 */
export async function settle(
  running: () => readonly Client[],
  clock: Clock,
  listen: (onIdle: () => void) => void,
): Promise<void> {
  if (running().length === 0) return;
  let cancels: Promise<void>[] = [];
  let callOff = () => {};
  await new Promise<void>((resolve) => {
    listen(() => {
      if (running().length === 0) resolve();
    });
    callOff = clock.after(settleLimitMs, resolve);
    cancels = running().map(({ session }) => session.cancel());
  });
  callOff();
  for (const client of running()) void client.session.close();
  // One that came late would hit what is asked on the connection next.
  await Promise.allSettled(cancels);
}
