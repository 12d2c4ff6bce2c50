import type { Contrast } from './contrast.ts';
import type { JudgedRatio } from './ratio.ts';

/** The verdict that a contrast is named by: of the median of pairs, or of the time of what is run once. */
export function headlineOf({ latency, once }: Contrast): JudgedRatio | undefined {
  return latency?.median ?? once?.time;
}
