import { readFileSync } from 'node:fs';
import type { CpuShares, MachineChange } from './record.ts';

/** A file of /proc, or undefined where there is none, or none to read. */
export type ReadMachineFile = (path: string) => string | undefined;

export const readMachineFile: ReadMachineFile = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const pressures = ['cpu', 'io', 'memory'] as const;

/** The counters of the machine at a moment. */
export interface MachineReading {
  /** Ticks of all processors: user, nice, system, idle, iowait, irq, softirq, steal. */
  readonly ticks: readonly number[] | undefined;
  /** Microseconds since boot in which some task was stalled, of each resource. */
  readonly stalledUs: Readonly<Record<(typeof pressures)[number], number | undefined>>;
}

/** proc(5), and Documentation/accounting/psi.rst of Linux. Both show the host's figures inside most containers. */
export function readMachine(read: ReadMachineFile): MachineReading {
  const line = /^cpu +(.*)$/m.exec(read('/proc/stat') ?? '')?.[1];
  const stalled = (resource: string) => {
    const total = /^some .*total=(\d+)/m.exec(read(`/proc/pressure/${resource}`) ?? '')?.[1];
    return total === undefined ? undefined : Number(total);
  };
  return {
    // The guest columns that follow are already in user and nice.
    ticks: line?.split(' ').slice(0, 8).map(Number),
    stalledUs: { cpu: stalled('cpu'), io: stalled('io'), memory: stalled('memory') },
  };
}

export function machineChange(first: MachineReading, last: MachineReading): MachineChange {
  const stalledMs = (resource: (typeof pressures)[number]) => {
    const from = first.stalledUs[resource];
    const to = last.stalledUs[resource];
    return from === undefined || to === undefined ? null : (to - from) / 1000;
  };
  return {
    cpu: cpuShares(first.ticks, last.ticks),
    pressure: { cpuMs: stalledMs('cpu'), ioMs: stalledMs('io'), memoryMs: stalledMs('memory') },
  };
}

function cpuShares(
  first: readonly number[] | undefined,
  last: readonly number[] | undefined,
): CpuShares | null {
  if (!first || !last) return null;
  // The kernel's iowait may go back by a tick.
  const ticks = last.map((value, index) => Math.max(0, value - (first[index] ?? 0)));
  const total = ticks.reduce((sum, value) => sum + value, 0);
  if (total === 0) return null;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = ticks;
  return {
    user: (user + nice) / total,
    system: (system + irq + softirq) / total,
    iowait: iowait / total,
    steal: steal / total,
    idle: idle / total,
  };
}
