import { type Check, ok, warning, wrong } from './check.ts';
import type { Machine } from './machine.ts';

/** As in package.json. */
const oldestNode = [20, 19] as const;

/** Reading one of these costs a microsecond and more, and every request is timed with two readings. */
const slowClocks = new Set(['hpet', 'acpi_pm', 'pit', 'jiffies', 'refined-jiffies', 'xen']);

/** What of this machine makes the harness fail, or its figures worse than the server's. */
export function machineChecks(machine: Machine): Check[] {
  return [
    { title: 'Node.js', run: () => judgeNode(machine) },
    { title: 'processors', run: () => judgeCores(machine) },
    { title: 'load', run: () => judgeLoad(machine) },
    { title: 'clock rate', run: () => judgeGovernor(machine) },
    { title: 'stolen time', run: () => judgeSteal(machine) },
    { title: 'clock', run: () => judgeClock(machine) },
    {
      title: 'git',
      run: () => ok(machine.git ?? 'not installed; results do without the commit of the harness'),
    },
  ];
}

function judgeNode({ node }: Machine) {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const isNewEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return isNewEnough
    ? ok(node)
    : wrong(`${node} is too old`, `install Node.js ${oldestNode.join('.')} or later`);
}

function judgeCores({ cores }: Machine) {
  if (cores > 1) return ok(String(cores));
  return warning(
    '1: harness and server take turns on it',
    'use 2 or more, or a server on another machine (--url)',
  );
}

function judgeLoad({ load, cores }: Machine) {
  const text = `${load.toFixed(1)} on ${cores} processor${cores === 1 ? '' : 's'} in the last minute`;
  if (load < cores / 2) return ok(text);
  return warning(
    `${text}: what else runs here takes time from what is measured`,
    'end it, or wait for it; see top',
  );
}

function judgeGovernor({ governor }: Machine) {
  if (governor === undefined) return undefined;
  if (governor !== 'powersave') return ok(`governor ${governor}`);
  return warning(
    'governor powersave: light load is measured at a low clock rate, and looks slow',
    'while measuring: cpupower frequency-set -g performance',
  );
}

function judgeSteal({ stolenShare }: Machine) {
  if (stolenShare === undefined) return undefined;
  const text = `${(stolenShare * 100).toFixed(1)} %`;
  if (stolenShare < 0.02) return ok(text);
  return warning(
    `${text} of the processors' time went to other virtual machines`,
    'figures will vary: repeat runs, or use a machine with processors of its own',
  );
}

function judgeClock({ clockSource }: Machine) {
  if (clockSource === undefined) return undefined;
  if (!slowClocks.has(clockSource)) return ok(clockSource);
  return warning(
    `${clockSource} is slow to read, for the harness and for EXPLAIN ANALYZE`,
    'see /sys/devices/system/clocksource/clocksource0/available_clocksource; tsc is the fastest',
  );
}
