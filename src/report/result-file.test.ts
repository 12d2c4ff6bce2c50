import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BenchError, exitCodes } from '../core/errors.ts';
import type { Result } from './result.ts';
import { readResult, runIds, writeResult } from './result-file.ts';
import { sampleCases } from './testing/sample-cases.ts';
import { sampleLatency, sampleOpenLoad, sampleQuery, sampleResult } from './testing/sample-result.ts';
import { sampleTelemetry } from './testing/sample-telemetry.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function failureOf(action: () => unknown): BenchError {
  try {
    action();
  } catch (error) {
    if (error instanceof BenchError) return error;
    throw error;
  }
  throw new Error('expected a failure');
}

const integer = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const amount = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
const latencyValue = fc.option(fc.record({ ns: integer, atLeast: fc.boolean() }));
const latency = fc
  .record({ value: latencyValue, meanNs: fc.option(amount), histogram: fc.base64String() })
  .map(({ value, meanNs, histogram }) => {
    const sample = sampleLatency([null, 1, 2, 3, 4, 5]);
    return {
      ...sample,
      percentiles: { ...sample.percentiles, p50: value },
      maxNs: value,
      meanNs,
      histogram,
    };
  });
const words = fc.string({ unit: 'binary' });
const query = fc
  .record({
    query: words,
    sql: words,
    latency,
    throughputPerSecond: amount,
    slowest: fc.array(
      fc.record({
        latency: fc.record({ ns: integer, atLeast: fc.boolean() }),
        stratum: words,
        startMs: fc.integer(),
        parameters: fc
          .array(fc.tuple(fc.stringMatching(/^[a-z]{1,9}$/), fc.option(words)))
          .map(Object.fromEntries),
        statement: words,
        explain: fc.option(words),
      }),
      { maxLength: 2 },
    ),
    errors: fc.array(fc.record({ class: words, sqlstate: fc.option(words), count: integer, message: words })),
  })
  .map((parts) => ({ ...sampleQuery({ counters: { succeeded: 3 }, times: [1, 2, 3, 4, 5, 6] }), ...parts }));
const anyResult: fc.Arbitrary<Result> = fc
  .record({
    command: words,
    status: fc.constantFrom(...(['complete', 'interrupted', 'overloaded', 'invalid'] as const)),
    reasons: fc.array(fc.record({ text: words, remedy: fc.option(words) })),
    telemetry: fc.constantFrom(null, sampleTelemetry(), sampleTelemetry({ notes: [{ text: 'none' }] })),
    load: fc.constantFrom(sampleResult().load, sampleOpenLoad()),
    timeline: fc.array(
      fc.record({
        startMs: integer,
        durationMs: integer,
        sent: integer,
        succeeded: integer,
        timedOut: integer,
        failed: integer,
        waiting: integer,
        inFlight: integer,
        clientsAlive: integer,
        p50Ns: fc.option(integer),
        p99Ns: fc.option(integer),
        maxNs: fc.option(integer),
      }),
    ),
    dataset: fc.constantFrom(null, sampleResult().dataset),
    queries: fc.array(query, { maxLength: 3 }),
    settings: fc.array(fc.tuple(fc.stringMatching(/^[a-z_.]{1,20}$/), words)).map(Object.fromEntries),
  })
  .map(({ settings, ...parts }) => {
    // Their sum may be too large for a number.
    const result = sampleResult({ ...parts, throughputPerSecond: 1 });
    return { ...result, server: { ...result.server, settings } };
  });

it('reads what was written, by file, folder and run id, for any result', () => {
  fc.assert(
    fc.property(anyResult, (result) => {
      const path = writeResult(folder, result);
      expect(path).toBe(join(folder, result.id, 'result.json'));
      for (const where of [path, join(folder, result.id), result.id]) {
        expect(readResult(where, folder)).toEqual(result);
      }
    }),
    { numRuns: 60 },
  );
});

it('writes nothing but the result, and replaces an earlier one whole', () => {
  writeResult(folder, sampleCases.extreme);
  writeResult(folder, sampleCases.ordinary);
  expect(readdirSync(folder)).toEqual([sampleCases.ordinary.id]);
  expect(readdirSync(join(folder, sampleCases.ordinary.id))).toEqual(['result.json']);
  expect(readResult(sampleCases.ordinary.id, folder)).toEqual(sampleCases.ordinary);
});

it('treats a malformed result as a bug of its caller and writes nothing', () => {
  const wrong = sampleResult({ id: '../elsewhere' });
  expect(() => writeResult(folder, wrong)).toThrow(/malformed: id: .*found "\.\.\/elsewhere"/);
  const unmeasured = sampleResult({ load: { ...sampleResult().load, measuredMs: Number.NaN } });
  expect(() => writeResult(folder, unmeasured)).toThrow(/load\.measuredMs: expected number, found NaN/);
  expect(readdirSync(folder)).toEqual([]);
});

it('removes what a killed writer left, but not the file of one at work', () => {
  writeFileSync(join(folder, 'result.schema.json'), '{}');
  writeFileSync(join(folder, '.dead.tmp'), '{');
  writeFileSync(join(folder, '.at-work.tmp'), '{');
  const before = Date.now() / 1000 - 3600;
  utimesSync(join(folder, '.dead.tmp'), before, before);
  writeResult(folder, sampleResult());
  expect(readdirSync(folder).sort()).toEqual(['.at-work.tmp', sampleResult().id, 'result.schema.json']);
  expect(runIds(folder)).toEqual([sampleResult().id]);
});

it('says that a folder cannot be written, exit 3, and leaves nothing', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const inTheWay = failureOf(() => writeResult(file, sampleResult()));
  expect(inTheWay.exitCode).toBe(exitCodes.environment);
  expect(inTheWay.message).toMatch(/^cannot write .*result\.json: a file stands where a folder is needed$/);
  expect(inTheWay.next).toBe('choose another folder with --output');

  mkdirSync(join(folder, sampleResult().id, 'result.json'), { recursive: true });
  expect(failureOf(() => writeResult(folder, sampleResult())).exitCode).toBe(exitCodes.environment);
  expect(readdirSync(folder).sort()).toEqual([sampleResult().id, 'file']);
});

it.runIf(existsSync('/proc/self/fd'))('says that a file system takes no files', () => {
  const refused = failureOf(() => writeResult('/proc/self', sampleResult()));
  expect(refused.exitCode).toBe(exitCodes.environment);
});

it.skipIf(process.getuid?.() === 0)('says that permission is denied', () => {
  chmodSync(folder, 0o500);
  const denied = failureOf(() => writeResult(folder, sampleResult()));
  chmodSync(folder, 0o700);
  expect([denied.exitCode, denied.message.endsWith('permission denied')]).toEqual([3, true]);
});

it('names the latest runs when there is no such result', () => {
  for (const id of ['2026-01-01T00-00-00-feed', '2026-02-01T00-00-00-feed']) {
    writeResult(folder, sampleResult({ id }));
  }
  const unknown = failureOf(() => readResult('fed', folder));
  expect(unknown.exitCode).toBe(exitCodes.usage);
  expect(unknown.message).toContain('no result "fed"');
  expect(unknown.next).toBe('latest runs: 2026-02-01T00-00-00-feed, 2026-01-01T00-00-00-feed');
  expect(failureOf(() => readResult('fed', join(folder, 'none'))).next).toContain('bench run feed');
});

const malformed: ReadonlyArray<readonly [string, (text: string) => string, RegExp, RegExp]> = [
  ['cut short', (text) => text.slice(0, 500), /is not JSON/, /run again/],
  [
    'another format',
    (text) => text.replace('"format": 1', '"format": 2'),
    /format is 2, expected 1/,
    /0\.1\.0/,
  ],
  ['another file', () => '{"name": "bench"}', /format is nothing, expected 1/, /result file of bench/],
  ['null', () => 'null', /format is nothing/, /result file of bench/],
  [
    'a wrong field',
    (text) => text.replace(/("queries"[\s\S]*?"succeeded": )12345/, '$1-1'),
    /queries\[0\]\.counters\.succeeded: expected integer to be greater or equal to 0, found -1/,
    /another run/,
  ],
  [
    'a missing field',
    (text) => text.replace('"clients"', '"klients"'),
    /load\.clients: .*found nothing/,
    /run/,
  ],
  [
    'a wrong field of a part that may be null',
    (text) => text.replace('"totalBytes": 1500000000', '"totalBytes": "much"'),
    /dataset\.totalBytes: expected integer, found "much"/,
    /run/,
  ],
  ['a load of no kind', (text) => text.replace('"closed"', '"ajar"'), /load: .*found .*"ajar"/, /run/],
  [
    'a wrong choice',
    (text) => text.replace('"complete"', '"done"'),
    /status: .*found "done" \(complete:/,
    /run/,
  ],
];

it.each(malformed)('refuses a result that is malformed: %s', (_, spoil, message, next) => {
  const path = writeResult(folder, sampleResult());
  writeFileSync(path, spoil(readFileSync(path, 'utf8')));
  const refusal = failureOf(() => readResult(path));
  expect(refusal.exitCode).toBe(exitCodes.usage);
  expect(refusal.message).toMatch(message);
  expect(refusal.message).not.toContain('\n');
  expect(refusal.next).toMatch(next);
});
