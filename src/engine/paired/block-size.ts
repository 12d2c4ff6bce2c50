/** When a block of pairs is over: no pair is begun any more, and those under way belong to it. */
export interface BlockSize {
  /** It lasts so long at least. */
  readonly blockMs: number;
  /** And has so many pairs that count. */
  readonly pairs: number;
  /**
   * But it ends as near to so long as whole pairs can, with those it has then, one at least, so that operations of seconds
   * come to a verdict too. Such blocks vary more, which the stopping rule sees.
   */
  readonly limitMs: number;
}

/** METHOD, section 3.3. */
export const defaultBlockMs = 1000;

/** The limit makes ten blocks of operations that time out a matter of half a minute. */
const leastLimitMs = 2500;

/** Blocks that last so long when fifty pairs fit in, as METHOD has it; when not, up to 2.5 s, or 2.5 times that if it is more. */
export function blockSizeOf(blockMs: number): BlockSize {
  return { blockMs, pairs: 50, limitMs: Math.max(leastLimitMs, 2.5 * blockMs) };
}

/** How far a block has come. */
export interface BlockProgress {
  readonly elapsedMs: number;
  readonly pairs: number;
  /** Pairs with an operation that failed: they only use up the limit. */
  readonly excluded: number;
  /** How many run pairs at the same time. */
  readonly clients: number;
}

/** Whether the block is over, so that no pair is begun any more. */
export function isFull(size: BlockSize, { elapsedMs, pairs, excluded, clients }: BlockProgress): boolean {
  if (elapsedMs >= size.blockMs && pairs >= size.pairs) return true;
  const ended = pairs + excluded;
  if (ended === 0) return false;
  // Another pair would end further after the limit than this is before it.
  const pairMs = (elapsedMs * clients) / ended;
  return elapsedMs + pairMs / 2 >= size.limitMs;
}
