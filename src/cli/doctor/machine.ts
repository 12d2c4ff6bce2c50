import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** The machine as the checks need to know it; undefined where it does not tell. */
export interface Machine {
  /** Version of Node.js: `20.19.5`. */
  readonly node: string;
  readonly cores: number;
  /** Processes that ran or waited to run, on average over the last minute. */
  readonly load: number;
  /** How the clock rate of the processors is chosen: `performance`, `powersave`, ... */
  readonly governor: string | undefined;
  /** What the kernel reads the time from: `tsc`, `hpet`, ... */
  readonly clockSource: string | undefined;
  /** Share of the processors' time that the hypervisor gave to other machines, while we looked. */
  readonly stolenShare: number | undefined;
  /** Version of git. */
  readonly git: string | undefined;
}

const stealSampleMs = 400;

/** Takes some 0.4 s, in which steal shows. */
export async function readMachine(): Promise<Machine> {
  // Before our own work adds to it.
  const load = loadavg()[0]!;
  const before = readFileIfAny('/proc/stat');
  await sleep(stealSampleMs);
  const after = readFileIfAny('/proc/stat');
  return {
    node: process.versions.node,
    cores: availableParallelism(),
    load,
    governor: readFileIfAny('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')?.trim(),
    clockSource: readFileIfAny('/sys/devices/system/clocksource/clocksource0/current_clocksource')?.trim(),
    stolenShare: before && after ? stolenBetween(before, after) : undefined,
    git: gitVersion(),
  };
}

/** From two readings of /proc/stat. Its first line: user nice system idle iowait irq softirq steal, in ticks (proc(5)). */
export function stolenBetween(before: string, after: string): number | undefined {
  const [first, second] = [before, after].map((text) =>
    /^cpu +(.*)/.exec(text)?.[1]?.split(' ').slice(0, 8).map(Number),
  );
  if (first?.length !== 8 || second?.length !== 8) return undefined;
  const spent = second.map((ticks, i) => ticks - first[i]!);
  const total = spent.reduce((sum, ticks) => sum + ticks, 0);
  return total > 0 ? spent[7]! / total : undefined;
}

function readFileIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function gitVersion(): string | undefined {
  try {
    const text = execFileSync('git', ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /\d[\d.]*/.exec(text)?.[0];
  } catch {
    return undefined;
  }
}
