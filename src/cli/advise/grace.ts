/** What an interrupted measurement may still take to end by itself; there is more to tidy up within the time left. */
const graceMs = 700;

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
