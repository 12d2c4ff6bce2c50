/** When a block of pairs is over: no pair is begun any more, and those under way belong to it. */
export interface BlockSize {
  /** It lasts so long at least. */
  readonly blockMs: number;
  /** And has so many pairs that count. */
  readonly pairs: number;
  /**
   * But it ends after so long with the pairs it has then, one at least, so that operations of seconds come to a verdict
   * too. Such blocks vary more, which the stopping rule sees.
   */
  readonly limitMs: number;
}

/** METHOD, section 3.3; the limit makes ten blocks of operations that time out a matter of half a minute. */
export const defaultBlockSize: BlockSize = { blockMs: 1000, pairs: 50, limitMs: 2500 };

/** Whether the block is over after so long. `excluded` pairs had an operation that failed: they only use up the limit. */
export function isFull(
  size: BlockSize,
  { elapsedMs, pairs, excluded }: { elapsedMs: number; pairs: number; excluded: number },
): boolean {
  if (elapsedMs >= size.limitMs) return pairs + excluded > 0;
  return elapsedMs >= size.blockMs && pairs >= size.pairs;
}
