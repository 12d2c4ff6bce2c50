import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LiveState, renderLiveView, renderMeasureProgress } from './live-view.ts';
import { samplePoint } from './testing/sample-result.ts';
import { columnsOf } from './text.ts';

const plain = { color: false, width: 80 };

/** Thirty seconds in which a stall of the server goes by, and a backlog grows. */
const points = Array.from({ length: 30 }, (_, second) =>
  samplePoint({
    startMs: (second - 3) * 1000,
    succeeded: 512,
    failed: second === 1 || second === 12 ? 1 : 0,
    timedOut: second === 14 ? 67 : 0,
    waiting: Math.max(0, second - 20) * 40,
    p99Ns: Math.round(2_100_000 * (second > 11 && second < 16 ? 150 : 1 + second / 10)),
  }),
);
const open: LiveState = {
  phase: 'measure',
  elapsedMs: 27_100,
  totalMs: 60_000,
  points,
  offeredPerSecond: 550,
  clients: 8,
};

it('shows a run as it goes on', () => {
  expect(renderLiveView(open, plain).join('\n')).toMatchInlineSnapshot(`
    "measure  █████████░░░░░░░░░░░  27 s of 1 min 00 s  33 s left
    512 ops/s  offered 550/s  p50 4.21 ms  p99 8.19 ms  1 error  67 timeouts
    p99  ▁▁▁▁▁▁▁▁▁▂▂▂████▂▂▂▂▂▂▂▂▂▃▃▃▃▃  2.10 ms to 315 ms
    8 in flight  360 waiting, growing  8 of 8 clients"
  `);
});

it('loses parts on narrow paper, and says the same in a log in one line', () => {
  const narrow = [60, 40, 24].flatMap((width) => renderLiveView(open, { color: false, width }));
  const lines = [120, 100, 60, 30].map((width) => renderMeasureProgress(open, width));
  expect([...narrow, ...lines].join('\n')).toMatchInlineSnapshot(`
    "measure  █████████░░░░░░░░░░░  27 s of 1 min 00 s  33 s left
    512 ops/s  offered 550/s  p99 8.19 ms  1 error  67 timeouts
    p99  ▁▁▁▁▁▁▁▁▁▂▂▂████▂▂▂▂▂▂▂▂▂▃▃▃▃▃  2.10 ms to 315 ms
    8 in flight  360 waiting, growing  8 of 8 clients
    measure  27 s of 1 min 00 s  33 s left
    512 ops/s  1 error  67 timeouts
    p99  █▁▁▁▁▁▁▁▁▁▁▁▁▁▁  5.46 ms to 315 ms
    8 in flight  360 waiting, growing
    measure  27 s of 1 min…
    512 ops/s  1 error
    p99  ▅  8.19 ms
    8 in flight
    measure  27 s of 1 min 00 s  512 ops/s  offered 550/s  p99 8.19 ms  1 error  67 timeouts  360 waiting, growing
    measure  27 s of 1 min 00 s  512 ops/s  p99 8.19 ms  1 error  67 timeouts  360 waiting, growing
    measure  27 s of 1 min 00 s  512 ops/s  1 error  67 timeouts
    measure  27 s of 1 min 00 s…"
  `);
});

it('waits for the first second, and in closed load says nothing of a backlog', () => {
  const closed: LiveState = {
    ...open,
    phase: 'warmup',
    elapsedMs: 400,
    totalMs: 3000,
    points: [],
    offeredPerSecond: null,
  };
  const slow = samplePoint({ startMs: -2000, succeeded: 13, p99Ns: null, clientsAlive: 7 });
  expect(
    [...renderLiveView(closed, plain), ...renderLiveView({ ...closed, points: [slow] }, plain)].join('\n'),
  ).toMatchInlineSnapshot(`
    "warmup  ██░░░░░░░░░░░░░░░░░░  0.4 s of 3.0 s  2.6 s left
    no second is over yet
    p99 -
    8 clients
    warmup  ██░░░░░░░░░░░░░░░░░░  0.4 s of 3.0 s  2.6 s left
    13.0 ops/s  p50 4.21 ms  max 120 ms  1 timeout
    max  ▅  120 ms
    8 in flight  7 of 8 clients"
  `);
});

it('counts errors of the phase only', () => {
  expect(renderMeasureProgress(open, 120)).toContain('1 error  67 timeouts');
  expect(renderMeasureProgress({ ...open, phase: 'warmup' }, 120)).toContain('2 errors  67 timeouts');
});

it('calls a backlog growing when it grows every second beyond what the clients can take', () => {
  const grows = (...waiting: number[]) =>
    renderLiveView(
      { ...open, points: waiting.map((count) => samplePoint({ waiting: count })) },
      plain,
    )[3]!.includes('growing');
  expect(grows(1, 5, 7, 9)).toBe(true);
  expect(grows(1, 5, 7, 8)).toBe(false);
  expect(grows(10, 20, 20, 30)).toBe(false);
  expect(grows(20, 30, 40)).toBe(false);
  expect(grows(50, 10, 20, 30, 40)).toBe(true);
});

it('is red where the backlog grows, and colour changes nothing but colours', () => {
  const coloured = renderLiveView(open, { color: true, width: 80 });
  expect(coloured[3]).toContain('\u001b[31m360 waiting, growing');
  expect(coloured.map(stripVTControlCharacters)).toEqual(renderLiveView(open, plain));
});

it('fits, in four lines and one, whatever happens', () => {
  const nanoseconds = fc.option(fc.integer({ min: 0, max: 3.6e12 }));
  const point = fc
    .record({
      startMs: fc.integer({ min: -60_000, max: 60_000 }),
      durationMs: fc.nat({ max: 1000 }),
      succeeded: fc.nat(),
      failed: fc.nat(),
      timedOut: fc.nat(),
      waiting: fc.nat(),
      inFlight: fc.nat(),
      clientsAlive: fc.nat(),
      p50Ns: nanoseconds,
      p99Ns: nanoseconds,
      maxNs: nanoseconds,
    })
    .map(samplePoint);
  const state = fc.record({
    phase: fc.constantFrom('warmup' as const, 'measure' as const, 'drain' as const),
    elapsedMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    totalMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    points: fc.array(point, { maxLength: 60 }),
    offeredPerSecond: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
    clients: fc.integer({ min: 1, max: 1000 }),
  });
  fc.assert(
    fc.property(state, fc.integer({ min: 1, max: 200 }), fc.boolean(), (state, width, color) => {
      const lines = renderLiveView(state, { color, width });
      expect(lines).toHaveLength(4);
      for (const line of [...lines, renderMeasureProgress(state, width)])
        expect([columnsOf(line) <= width, line.includes('\n')]).toEqual([true, false]);
    }),
  );
});
