import { expect, it } from 'vitest';
import type { TelemetryServer } from './telemetry-server.ts';
import { WaitSampler } from './wait-sampler.ts';

const server = { versionNumber: 180004, databaseOid: 5 } as TelemetryServer;

/** A server that shows these backends in turn: state, wait event type, wait event, how many. */
function samplerOf(...answers: [string | null, string | null, string | null, number][][]) {
  const query = async <Row>() =>
    answers.shift()!.map(([state, type, event, backends]) => ({ state, type, event, backends })) as Row[];
  return new WaitSampler({ query }, server, 'bench');
}

it('tells apart what works, what waits and what is idle', async () => {
  const sampler = samplerOf(
    [
      ['active', null, null, 3],
      ['active', 'IO', 'DataFileRead', 2],
      ['idle', 'Client', 'ClientRead', 1],
      // Just become idle: its wait is not there yet.
      ['idle', null, null, 1],
      ['idle in transaction', 'Client', 'ClientRead', 1],
    ],
    [['active', 'IO', 'DataFileRead', 2]],
  );
  await sampler.sample();
  await sampler.sample();
  expect(sampler.backends).toBe(10);
  expect(sampler.shares()).toEqual([
    { type: 'IO', event: 'DataFileRead', samples: 4, share: 0.4 },
    { type: 'CPU', event: 'CPU', samples: 3, share: 0.3 },
    { type: 'Idle', event: 'ClientRead', samples: 2, share: 0.2 },
    { type: 'IdleInTransaction', event: 'ClientRead', samples: 1, share: 0.1 },
  ]);
});

it('counts nothing where nobody is, in a rehearsal, and where it may not look', async () => {
  const sampler = samplerOf([['active', null, null, 4]], [[null, null, null, 0]], [[null, null, null, 2]]);
  await sampler.rehearse();
  await sampler.sample();
  expect(sampler.hidden).toBe(0);
  await sampler.sample();
  expect(sampler.hidden).toBe(2);
  expect(sampler.shares()).toEqual([]);
});
