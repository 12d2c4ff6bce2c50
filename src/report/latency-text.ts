import { formatNs } from '../core/units.ts';
import type { LatencyValue } from './latency.ts';

/** `31.4 ms`, `≥ 5.00 s` where it is known from below only, `-` where there is nothing to tell. */
export function formatLatency(value: LatencyValue | null): string {
  if (value === null) return '-';
  return `${value.atLeast ? '≥ ' : ''}${formatNs(value.ns)}`;
}
