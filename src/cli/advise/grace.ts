/**
 * What an interrupted measurement may still take to end by itself, so that what it has found is kept: 0.8 to 1.3 s where it
 * wrote to copies, which it drops. Tidying up takes another second, of the 2.5 s that there are.
 */
const graceMs = 1300;

/** As the work ends; once the signal has aborted, no later than after a grace, with the signal's reason. */
export async function endedInTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), graceMs);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  // Of whichever is not waited for any more.
  for (const promise of [work, tooLate]) promise.catch(() => {});
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    signal.removeEventListener('abort', onAbort!);
    clearTimeout(timer);
  }
}
