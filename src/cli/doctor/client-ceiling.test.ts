import { afterAll, beforeAll, expect, it } from 'vitest';
import { exitCodes } from '../../core/errors.ts';
import { Compiled } from '../../database/testing/compiled.ts';
import { examine } from './check.ts';
import { type ClientCeiling, measureClientCeiling } from './client-ceiling.ts';
import { clientCeilingCheck, judgeCeiling } from './client-ceiling-check.ts';

const ceiling: ClientCeiling = {
  clients: 8,
  operationsPerSecond: 41_234.5,
  p50Ns: 180_000,
  p99Ns: 420_000,
  stubUtilization: 0.7,
};

let thread: Compiled;
beforeAll(async () => {
  thread = await Compiled.from('database/stub-server/stub-thread.ts');
});
afterAll(() => thread.remove());

it('measures what one thread can do against the stub', async () => {
  const measured = await measureClientCeiling({
    clients: 4,
    durationMs: 300,
    warmupMs: 100,
    thread: thread.url,
  });
  expect(measured.clients).toBe(4);
  // A crawl: others may have the machine.
  expect(measured.operationsPerSecond).toBeGreaterThan(20);
  // Little's law: four operations in flight, but for the edges and what percentiles are not.
  expect(measured.p50Ns! * measured.operationsPerSecond).toBeLessThan(8e9);
  expect(measured.p99Ns).toBeGreaterThanOrEqual(measured.p50Ns!);
  expect(measured.stubUtilization).toBeGreaterThan(0);
  expect(measured.stubUtilization).toBeLessThanOrEqual(1);
});

it('ends when it is interrupted, and when the stub cannot be started', async () => {
  const signal = AbortSignal.timeout(50);
  await expect(measureClientCeiling({ durationMs: 60_000, thread: thread.url, signal })).rejects.toThrow();
  const missing = new URL('./missing.js', thread.url);
  await expect(measureClientCeiling({ thread: missing })).rejects.toMatchObject({
    exitCode: exitCodes.environment,
    message: expect.stringContaining('the stub server cannot be started'),
  });
});

it('says what the ceiling is and what it is good for', async () => {
  expect(judgeCeiling(ceiling)).toEqual({
    level: 'ok',
    text:
      '41,235 operations/s on one thread with 8 connections (p50 180 µs, p99 420 µs), ' +
      'against a stub that answers at once; good for --rate up to 32,988 a thread',
  });
  expect(judgeCeiling({ ...ceiling, stubUtilization: 0.96 }).text).toMatch(/^at least 41,235 operations/);
  expect(judgeCeiling({ ...ceiling, p99Ns: null }).text).toContain('8 connections, against');
  expect(judgeCeiling({ ...ceiling, operationsPerSecond: 4999 })).toMatchObject({
    level: 'warning',
    text: expect.stringMatching(/^only 4,999 operations/),
  });
  const { findings } = await examine([clientCeilingCheck(async () => ceiling)], new AbortController().signal);
  expect(findings).toMatchObject([{ title: 'client', level: 'ok' }]);
});
