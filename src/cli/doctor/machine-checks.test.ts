import { expect, it } from 'vitest';
import { examine } from './check.ts';
import { type Machine, readMachine, stolenBetween } from './machine.ts';
import { machineChecks } from './machine-checks.ts';

const good: Machine = {
  node: '20.19.0',
  cores: 2,
  load: 0.2,
  governor: 'performance',
  clockSource: 'tsc',
  stolenShare: 0.001,
  git: '2.39.5',
};

async function levels(machine: Partial<Machine>): Promise<Record<string, string>> {
  const { findings } = await examine(machineChecks({ ...good, ...machine }), new AbortController().signal);
  for (const { level, mend } of findings) expect(mend === undefined).toBe(level === 'ok');
  return Object.fromEntries(
    findings.filter(({ level }) => level !== 'ok').map(({ title, level }) => [title, level]),
  );
}

it('has nothing to say against a good machine, or one that tells little', async () => {
  expect(await levels({})).toEqual({});
  const silent = { governor: undefined, clockSource: undefined, stolenShare: undefined, git: undefined };
  expect(await levels(silent)).toEqual({});
});

it.each<[Partial<Machine>, Record<string, string>]>([
  [{ node: '20.18.3' }, { 'Node.js': 'wrong' }],
  [{ node: '18.20.0' }, { 'Node.js': 'wrong' }],
  [{ node: '22.1.0' }, {}],
  [{ cores: 1 }, { processors: 'warning' }],
  [{ load: 1.0 }, { load: 'warning' }],
  [{ load: 1.0, cores: 8 }, {}],
  [{ governor: 'powersave' }, { 'clock rate': 'warning' }],
  [{ stolenShare: 0.03 }, { 'stolen time': 'warning' }],
  [{ clockSource: 'hpet' }, { clock: 'warning' }],
])('judges %j', async (machine, expected) => {
  expect(await levels(machine)).toEqual(expected);
});

it('reckons stolen time from two readings', () => {
  const before = 'cpu  100 0 100 700 0 0 0 100 0 0\ncpu0 1 2 3';
  const after = 'cpu  150 0 150 770 0 0 0 130 50 0\ncpu0 1 2 3';
  expect(stolenBetween(before, after)).toBeCloseTo(30 / 200);
  expect(stolenBetween(before, before)).toBeUndefined();
  expect(stolenBetween('', after)).toBeUndefined();
});

it('reads this machine', async () => {
  const machine = await readMachine();
  expect(machine.node).toBe(process.versions.node);
  expect(machine.cores).toBeGreaterThan(0);
});
