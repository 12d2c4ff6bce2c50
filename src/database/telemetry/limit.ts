import type { Clock } from '../../core/clock.ts';

/** Whether the work is done within the time; it goes on if not. Rejects as the work does. */
export async function within(clock: Clock, limitMs: number, work: Promise<void>): Promise<boolean> {
  let callOff = () => {};
  const limit = new Promise<boolean>((resolve) => {
    callOff = clock.after(limitMs, () => resolve(false));
  });
  try {
    return await Promise.race([work.then(() => true), limit]);
  } finally {
    callOff();
  }
}
