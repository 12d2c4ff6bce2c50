import type { ArmOutcome } from './arm-outcome.ts';
import type { Contrast } from './contrast.ts';

/** What the baseline and a contender took, measured beside each other. */
export interface Times {
  readonly baseline: Pick<ArmOutcome, 'latency'>;
  readonly contender: Pick<ArmOutcome, 'latency'>;
}

/** Undefined for what was not timed, and for a mix, of which there are only its queries' times. */
export function timesOf({ latency, throughput }: Contrast): Times | undefined {
  return latency ?? (throughput?.parts.length === 1 ? throughput.parts[0] : undefined);
}
