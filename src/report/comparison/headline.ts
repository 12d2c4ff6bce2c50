import type { Contrast, SlicedLoad } from './contrast.ts';
import type { JudgedRatio } from './ratio.ts';

/**
 * The verdict that a contrast is named by: of the median of pairs, of the throughput of slices, or of the time of what is
 * run once.
 */
export function headlineOf({ latency, throughput, once }: Contrast): JudgedRatio | undefined {
  return latency?.median ?? (throughput ? headlineOfLoad(throughput) : once?.time);
}

/** Of slices in which nothing succeeded there is no throughput. */
export function headlineOfLoad({ throughput, p50 }: SlicedLoad): JudgedRatio {
  return throughput ?? p50;
}
