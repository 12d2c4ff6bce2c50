import { nsPerMs } from '../../core/units.ts';
import type { Slice, SliceSize } from './slice.ts';

/** As short as a turn may be for its dropped beginning to be long against the operations of a server that is not idle. */
const leastTurnMs = 250;
/** Of the time of all operations, what may be of those that outlast the dropped beginning of a turn. */
const mostLongShare = 0.05;

/**
 * Into how many turns a slice is cut, the arms taking turns within it: as many as there are quarters of a second, where
 * nearly all operations of both arms are short against a turn, and one where not, as in a turn all clients begin at once
 * and what is under way at its end does not count. The sooner the arms change, the more of the machine's drift they have
 * alike: see docs/proofs.md.
 */
export function turnsFor(size: SliceSize, warmups: readonly Slice[]): number {
  const turns = Math.max(1, Math.floor(size.sliceMs / leastTurnMs));
  const { sliceMs, dropShare } = turnOf(size, turns);
  const isShort = warmups.length > 0 && warmups.every((warmup) => isQuick(warmup, sliceMs * dropShare));
  return isShort ? turns : 1;
}

/** One of the turns that make a slice. */
export function turnOf(size: SliceSize, turns: number): SliceSize {
  return {
    sliceMs: size.sliceMs / turns,
    dropShare: size.dropShare,
    leastOperations: Math.ceil(size.leastOperations / turns),
    limitMs: size.limitMs / turns,
  };
}

function isQuick({ durationsNs }: Slice, limitMs: number): boolean {
  let long = 0;
  let all = 0;
  for (const durationNs of durationsNs) {
    all += durationNs;
    if (durationNs > limitMs * nsPerMs) long += durationNs;
  }
  return all > 0 && long <= all * mostLongShare;
}
