import { Type } from '@sinclair/typebox';
import { amount, figure, orNull } from './field.ts';

const CpuShares = Type.Object(
  {
    user: amount('With nice.'),
    system: amount('With interrupts.'),
    iowait: amount('Idle with input or output outstanding.'),
    steal: amount('Taken by the hypervisor for others.'),
    idle: amount('Idle.'),
  },
  { $id: 'CpuShares', description: 'Shares of the time of all processors, from 0 to 1.' },
);

const stalled = (resource: string) =>
  orNull(Type.Number(), `Milliseconds in which at least one task waited for ${resource}; null when unknown.`);

const PressureChange = Type.Object(
  { cpuMs: stalled('a processor'), ioMs: stalled('input or output'), memoryMs: stalled('memory') },
  { $id: 'PressureChange', description: 'Pressure stall information, /proc/pressure.' },
);

export const MachineChange = Type.Object(
  {
    cpu: orNull(CpuShares, 'From /proc/stat; null where there is none.'),
    pressure: PressureChange,
  },
  {
    $id: 'MachineChange',
    description: 'The machine of the harness, which is the server’s only where both run on one.',
  },
);

export const TelemetryCost = Type.Object(
  {
    statements: figure('Statements.'),
    answerMs: figure('Milliseconds from sending to answer, all together.'),
  },
  { $id: 'TelemetryCost', description: 'What telemetry itself asked of the server.' },
);
