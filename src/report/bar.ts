const barColumns = 20;

/** `████████░░░░░░░░░░░░`, of a share between 0 and 1. */
export function bar(done: number): string {
  const full = Math.floor(done * barColumns);
  return '█'.repeat(full) + '░'.repeat(barColumns - full);
}

/** Between 0 and 1, whatever the numbers. */
export function shareDone(done: number, total: number): number {
  return total > 0 ? Math.min(1, Math.max(0, done / total)) : 1;
}
