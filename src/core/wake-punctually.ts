/**
 * Linux lets timers be 50 microseconds late, to wake fewer times; after this those of the calling thread are punctual.
 * Elsewhere they stay as late as they are. Threads may be sent this as text: it refers to nothing outside itself.
 */
export function wakePunctually(): void {
  const { readlinkSync, writeFileSync } = process.getBuiltinModule('node:fs');
  try {
    const thread = readlinkSync('/proc/thread-self').split('/').at(-1);
    writeFileSync(`/proc/${thread}/timerslack_ns`, '1');
  } catch {
    // No Linux, or one that does not say.
  }
}
