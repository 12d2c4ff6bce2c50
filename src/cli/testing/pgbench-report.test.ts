import { expect, it } from 'vitest';
import { logLatencies, progressThroughput } from './pgbench-report.ts';

const progress = `pgbench (15.18 (Debian 15.18-0+deb12u1), server 18.4)
progress: 1.0 s, 100.0 tps, lat 2.656 ms stddev 1.000, 0 failed
progress: 2.0 s, 200.5 tps, lat 2.656 ms stddev 1.000, 0 failed
progress: 3.0 s, 301.5 tps, lat 2.656 ms stddev 1.000, 0 failed
progress: 4.0 s, 7.0 tps, lat 2.656 ms stddev 1.000, 0 failed
`;

it('takes the mean of the seconds after the warmup and before the last transactions', () => {
  expect(progressThroughput(progress, { warmupMs: 1000, durationMs: 2000 })).toBe(251);
  expect(progressThroughput(progress, { warmupMs: 0, durationMs: 3000 })).toBeCloseTo(602 / 3, 10);
});

it('refuses a run that ended too soon', () => {
  expect(() => progressThroughput(progress, { warmupMs: 2000, durationMs: 4000 })).toThrow('2 seconds only');
});

it('reads response and service times of what was due inside the window, from all threads', () => {
  // Due at 100.0 s, 100.5 s and 101.0 s; the last ends long after the window.
  const first = '0 1 2000 0 100 2000 150\n1 1 3000 4 100 503000 400\n';
  const second = '2 1 5000000 3 106 0 1000000\n';
  const { response, service, lag } = logLatencies([first, second], { warmupMs: 500, durationMs: 501 });
  expect(response.count).toBe(2);
  expect(response.maxNs).toBe(5_000_000_000);
  expect(service.maxNs).toBe(4_000_000_000);
  expect(lag.maxNs).toBe(1_000_000_000);
  expect(lag.atRankNs(1) / 400_000).toBeCloseTo(1, 3);
  expect(response.atRankNs(1) / 3_000_000).toBeCloseTo(1, 3);
  expect(service.atRankNs(1) / 2_600_000).toBeCloseTo(1, 3);
  const until = logLatencies([first, second], { warmupMs: 0, durationMs: 1000 });
  expect(until.response.count).toBe(2);
  expect(until.response.maxNs).toBe(3_000_000);
});

it('refuses transactions that were skipped or not scheduled', () => {
  const window = { warmupMs: 0, durationMs: 1000 };
  expect(() => logLatencies(['0 1 skipped 0 100 2000 150\n'], window)).toThrow('no transaction that was due');
  expect(() => logLatencies(['0 1 2000 0 100 2000\n'], window)).toThrow('no transaction that was due');
});
