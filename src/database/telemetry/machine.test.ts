import { expect, it } from 'vitest';
import { machineChange, readMachine } from './machine.ts';

const files = (stat: string, cpuUs: number) => (path: string) =>
  ({
    '/proc/stat': `${stat}\ncpu0 1 1 1 1 1 1 1 1 1 1\nintr 5\n`,
    '/proc/pressure/cpu': `some avg10=0.25 avg60=0.20 avg300=2.71 total=${cpuUs}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n`,
    '/proc/pressure/io': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=700\n',
  })[path];

it('takes shares of all processor time between two readings', () => {
  // user nice system idle iowait irq softirq steal guest guest_nice
  const first = readMachine(files('cpu  100 0 50 1000 10 0 0 0 9 0', 1_000));
  const last = readMachine(files('cpu  140 10 60 1020 14 2 4 10 9 0', 501_000));
  expect(machineChange(first, last)).toEqual({
    cpu: { user: 0.5, system: 0.16, iowait: 0.04, steal: 0.1, idle: 0.2 },
    pressure: { cpuMs: 500, ioMs: 0, memoryMs: null },
  });
});

it('has nothing to tell where there is no /proc, or no time has passed', () => {
  const nothing = { cpu: null, pressure: { cpuMs: null, ioMs: null, memoryMs: null } };
  const empty = readMachine(() => undefined);
  expect(machineChange(empty, empty)).toEqual(nothing);
  const still = readMachine(files('cpu  1 1 1 1 1 1 1 1', 0));
  expect(machineChange(still, still).cpu).toBeNull();
});
