import { formatCount, formatNs, formatSignificant, nsPerMs } from '../core/units.ts';

/** What the client did to a run, for one thread of it, inside the measure window. */
export interface ClientHealth {
  /** Dispatch less intended start, and end less intended start. Null in closed load, and with too few operations. */
  readonly dispatchLagP99Ns: number | null;
  readonly responseP99Ns: number | null;
  /** As above; null or absent below 1,000 operations. */
  readonly dispatchLagP999Ns?: number | null;
  readonly responseP999Ns?: number | null;
  /** Share of the window in which the event loop was not waiting, from 0 to 1. */
  readonly eventLoopUtilization: number;
  /** How late timers fired; null where it was not measured. */
  readonly eventLoopDelayP99Ns: number | null;
  /** Operations that were due, and those of them that were dispatched. */
  readonly scheduled: number;
  readonly dispatched: number;
  /**
   * The mean number of operations in flight, reckoned twice: the time that operations spent inside the window, summed as
   * they ended; and the integral over the window of the number in flight, kept as they start and end; both over its length.
   * By Little's law they are equal, so a difference is a fault of the accounting.
   */
  readonly occupancyFromLatencies: number;
  readonly occupancyObserved: number;
}

export type LoadKind = 'open' | 'closed';

/** Why a run cannot be trusted, or not for everything. */
export interface Reason {
  /** Stable, for machines: `dispatch-lag`. */
  readonly condition: string;
  /** What was seen and what it means, with the limit. */
  readonly text: string;
  /** What to do about it. */
  readonly remedy: string;
}

interface Condition extends Omit<Reason, 'text'> {
  readonly loads: readonly LoadKind[];
  /** By how many times the limit is exceeded; at most 1 where all is well. */
  excess(health: ClientHealth): number;
  text(health: ClientHealth): string;
}

/** METHOD, section 1. Those marked * are starting values, to be calibrated on runs against themselves. */
const limits = {
  dispatchLagNs: 2 * nsPerMs, // *
  dispatchLagShare: 0.1, // * of the response time at the same percentile
  /** Also of the rare ones, where p99.9 is printed: a stop of 200 ms in a run of 30 s stays below its p99. */
  dispatchLagP999Ns: 20 * nsPerMs, // *
  utilization: 0.8, // *
  eventLoopDelayNs: 20 * nsPerMs, // *
  dispatchedShare: 0.99,
  littleShare: 0.02,
  /** Of a closed load: from here the client sets the pace. */
  clientBoundUtilization: 0.95, // *
} as const;

const moreClient = 'use more --threads, lower --rate, or free processors on the machine of the client';

function lagLimitNs(floorNs: number, responseNs: number | null | undefined): number {
  return Math.max(floorNs, limits.dispatchLagShare * (responseNs ?? 0));
}

/** Each makes a run invalid. */
const invalidating: readonly Condition[] = [
  {
    condition: 'dispatch-lag',
    loads: ['open'],
    excess: (h) => (h.dispatchLagP99Ns ?? 0) / lagLimitNs(limits.dispatchLagNs, h.responseP99Ns),
    text: (h) =>
      `p99 dispatch lag ${formatNs(h.dispatchLagP99Ns!)}: the client sent late, and its delay is in the response times ` +
      `(limit ${formatNs(lagLimitNs(limits.dispatchLagNs, h.responseP99Ns))})`,
    remedy: moreClient,
  },
  {
    condition: 'dispatch-lag-tail',
    loads: ['open'],
    excess: (h) => (h.dispatchLagP999Ns ?? 0) / lagLimitNs(limits.dispatchLagP999Ns, h.responseP999Ns),
    text: (h) =>
      `p99.9 dispatch lag ${formatNs(h.dispatchLagP999Ns!)}: the client stood still for a moment, and p99.9 shows it ` +
      `(limit ${formatNs(lagLimitNs(limits.dispatchLagP999Ns, h.responseP999Ns))})`,
    remedy: 'measure again; if it comes back, free memory and processors on the machine of the client',
  },
  {
    condition: 'event-loop-utilization',
    loads: ['open'],
    excess: (h) => h.eventLoopUtilization / limits.utilization,
    text: (h) =>
      `event loop ${percent(h.eventLoopUtilization)} busy: operations queued in the client ` +
      `(limit ${percent(limits.utilization)})`,
    remedy: moreClient,
  },
  {
    condition: 'event-loop-delay',
    loads: ['open', 'closed'],
    excess: (h) => (h.eventLoopDelayP99Ns ?? 0) / limits.eventLoopDelayNs,
    text: (h) =>
      `p99 event loop delay ${formatNs(h.eventLoopDelayP99Ns!)}: the client was held up, and answers waited to be ` +
      `seen (limit ${formatNs(limits.eventLoopDelayNs)})`,
    remedy: 'end other programs on the machine of the client, or run it on another machine than the server',
  },
  {
    condition: 'not-dispatched',
    loads: ['open', 'closed'],
    excess: (h) => (h.dispatched < h.scheduled * limits.dispatchedShare ? Infinity : 0),
    text: (h) =>
      `${formatCount(h.dispatched)} of ${formatCount(h.scheduled)} scheduled operations were dispatched ` +
      `(limit ${percent(limits.dispatchedShare)}): those that were not would have been the slow ones`,
    remedy: 'lower --rate, or use more --clients',
  },
  {
    condition: 'littles-law',
    loads: ['open', 'closed'],
    excess: (h) => littleError(h) / limits.littleShare,
    text: (h) =>
      `latencies account for ${formatSignificant(h.occupancyFromLatencies)} operations in flight, and ` +
      `${formatSignificant(h.occupancyObserved)} were: by Little's law they are equal (limit ` +
      `${percent(limits.littleShare)} apart)`,
    remedy: 'measure again; if it comes back, report it with the result file: the accounting is at fault',
  },
];

/** Each narrows what a run says. */
const warning: readonly Condition[] = [
  {
    condition: 'client-bound',
    loads: ['closed'],
    excess: (h) => h.eventLoopUtilization / limits.clientBoundUtilization,
    text: (h) =>
      `event loop ${percent(h.eventLoopUtilization)} busy: throughput is that of client and server together, and ` +
      'latencies hold waits in the client',
    remedy: 'use more --threads; bench doctor --client tells what the client can do at most',
  },
];

/**
 * Every condition that makes the run invalid (exit 4); none when it is valid. Conditions on percentiles and on the event
 * loop are judged by thread, and the worst thread is named; counts and occupancy are those of all threads together.
 *
 * Utilisation invalidates open load only. A closed load at saturation keeps its client as busy as it can by construction,
 * and is asked for throughput: that it is the client's as well is said by {@link clientWarnings}.
 */
export function clientValidity(threads: readonly ClientHealth[], load: LoadKind): Reason[] {
  return judge(invalidating, threads, load);
}

/** What the run still says, but of client and server together: `client-bound`. */
export function clientWarnings(threads: readonly ClientHealth[], load: LoadKind): Reason[] {
  return judge(warning, threads, load);
}

function judge(conditions: readonly Condition[], threads: readonly ClientHealth[], load: LoadKind): Reason[] {
  if (threads.length === 0) return [];
  const judged = threads.map((thread) => ({ ...thread, ...pool(threads) }));
  return conditions
    .filter(({ loads }) => loads.includes(load))
    .flatMap(({ condition, excess, text, remedy }) => {
      const excesses = judged.map(excess);
      const worst = excesses.indexOf(Math.max(...excesses));
      if (!(excesses[worst]! > 1)) return [];
      const isAlike = excesses.every((other) => other === excesses[worst]);
      const place = isAlike ? '' : ` (thread ${worst + 1} of ${threads.length}, the worst)`;
      return [{ condition, text: text(judged[worst]!) + place, remedy }];
    });
}

type Additive = 'scheduled' | 'dispatched' | 'occupancyFromLatencies' | 'occupancyObserved';

function pool(threads: readonly ClientHealth[]): Pick<ClientHealth, Additive> {
  const total = (name: Additive) => threads.reduce((sum, thread) => sum + thread[name], 0);
  return {
    scheduled: total('scheduled'),
    dispatched: total('dispatched'),
    occupancyFromLatencies: total('occupancyFromLatencies'),
    occupancyObserved: total('occupancyObserved'),
  };
}

function littleError({ occupancyFromLatencies, occupancyObserved }: ClientHealth): number {
  if (occupancyFromLatencies === occupancyObserved) return 0;
  return Math.abs(occupancyFromLatencies - occupancyObserved) / occupancyObserved;
}

function percent(share: number): string {
  return `${formatSignificant(share * 100)} %`;
}
