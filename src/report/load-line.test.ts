import { expect, it } from 'vitest';
import { describeLoad } from './load-line.ts';
import { sampleClosedLoad, sampleOpenLoad, sampleResult } from './testing/sample-result.ts';

const { warming } = sampleResult();
const stage = (startRate: number, endRate: number, seconds: number) => ({
  startRate,
  endRate,
  durationMs: seconds * 1000,
});
const staged = (...stages: ReturnType<typeof stage>[]) =>
  describeLoad({ load: sampleOpenLoad({ stages }), warming });

it('describes a load in a line', () => {
  expect(describeLoad({ load: sampleOpenLoad(), warming })).toBe(
    'open load, 500/s poisson, 8 clients, 30 s after 3.0 s warm-up',
  );
  expect(describeLoad({ load: sampleClosedLoad, warming })).toBe(
    'closed load, 8 clients, 10 s after 3.0 s warm-up',
  );
});

it('says what is not as usual', () => {
  const load = {
    ...sampleClosedLoad,
    kind: 'closed',
    thinkTimeMs: 250,
    clients: 1,
    threads: 2,
    warmupMs: 0,
    planMode: 'generic',
    stratum: 'celebrity',
  } as const;
  const cold = { ...warming, label: 'shared-buffers cold, OS cache warm' };
  expect(describeLoad({ load, warming: cold })).toBe(
    'closed load, think time 250 ms, 1 client on 2 threads, 10 s without warm-up, generic plans, only parameters of class celebrity, shared-buffers cold, OS cache warm',
  );
});

it('gives rates as they were asked for, and stages with their lengths', () => {
  expect(staged(stage(412.5, 412.5, 30))).toContain('load, 412.5/s poisson');
  expect(staged(stage(12_345.6, 12_345.6, 30))).toContain('load, 12,346/s poisson');
  expect(staged(stage(100, 400, 30))).toContain('load, 100 to 400/s poisson');
  expect(staged(stage(100, 100, 30), stage(100, 400, 5), stage(400, 400, 30))).toContain(
    'load, 100/s 30 s → 100 to 400/s 5.0 s → 400/s 30 s poisson',
  );
});
