import { formatCount, formatNs } from '../../core/units.ts';
import { type Check, type Outcome, ok, warning } from './check.ts';
import type { ClientCeiling } from './client-ceiling.ts';

/** Of the ceiling: an open load that keeps its thread busier is invalid. */
const usableShare = 0.8;
/** From here on the stub may be what is measured. */
const busyStub = 0.95;
/** Less than the slowest machines do that this runs on; then something else takes the processor. */
const poorOperationsPerSecond = 5000;

/** `bench doctor --client`: what the client could do at most on this machine. */
export function clientCeilingCheck(measure: () => Promise<ClientCeiling>): Check {
  return { title: 'client', run: async () => judgeCeiling(await measure()) };
}

export function judgeCeiling(ceiling: ClientCeiling): Outcome {
  const { clients, operationsPerSecond, p50Ns, p99Ns, stubUtilization } = ceiling;
  const latencies =
    p50Ns === null || p99Ns === null ? '' : ` (p50 ${formatNs(p50Ns)}, p99 ${formatNs(p99Ns)})`;
  const atLeast = stubUtilization > busyStub ? 'at least ' : '';
  const text =
    `${atLeast}${formatCount(operationsPerSecond)} operations/s on one thread with ${clients} connections${latencies}, ` +
    'against a stub that answers at once';
  const usable = formatCount(usableShare * operationsPerSecond);
  if (operationsPerSecond < poorOperationsPerSecond)
    return warning(`only ${text}`, 'end other programs on this machine, or run bench on another one');
  return ok(`${text}; good for --rate up to ${usable} a thread`);
}
