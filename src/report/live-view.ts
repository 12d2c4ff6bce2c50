import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import { formatCount, formatDuration, formatNs, formatSignificant } from '../core/units.ts';
import { bar, shareDone } from './bar.ts';
import { fitting, type Part } from './fitting.ts';
import { formatRate } from './load-line.ts';
import type { TimelinePoint } from './result.ts';
import { sparkline } from './sparkline.ts';
import type { Paper } from './table.ts';

/** A run under way. */
export interface LiveState {
  readonly phase: 'warmup' | 'measure' | 'drain';
  /** Since the phase began. */
  readonly elapsedMs: number;
  readonly totalMs: number;
  /** The last seconds, oldest first. */
  readonly points: readonly TimelinePoint[];
  /** Null in closed load. */
  readonly offeredPerSecond: number | null;
  readonly clients: number;
}

/** A run as it goes on, in four lines that fit the width: time, the last second, a minute of latencies, the clients. */
export function renderLiveView(state: LiveState, { color, width }: Paper): string[] {
  const c = picocolors.createColors(color);
  return [
    fitting(width, timeParts(state, c)),
    fitting(width, secondParts(state, c)),
    latencyLine(state, c, width),
    fitting(width, clientParts(state, c)),
  ];
}

/** The same in one line, for a log. */
export function renderMeasureProgress(state: LiveState, width: number): string {
  const [phase, bar, time] = timeParts(state);
  const { waiting } = state.points.at(-1) ?? { waiting: 0 };
  return fitting(width, [
    phase!,
    bar!,
    time!,
    ...secondParts(state),
    [2, waiting > 0 ? `${formatCount(waiting)} waiting${isGrowing(state) ? ', growing' : ''}` : ''],
  ]);
}

const uncoloured = picocolors.createColors(false);

function timeParts({ phase, elapsedMs, totalMs }: LiveState, c: Colors = uncoloured): Part[] {
  const isDraining = phase === 'drain';
  const leftMs = totalMs - elapsedMs;
  return [
    [1, phase, c.bold],
    [6, bar(shareDone(elapsedMs, totalMs)), c.cyan],
    [1, `${formatDuration(elapsedMs)} of ${formatDuration(totalMs)}`],
    [
      3,
      isDraining ? 'waiting for what is under way' : leftMs > 0 ? `${formatDuration(leftMs)} left` : '',
      c.dim,
    ],
  ];
}

/** The last second; errors and timeouts of all seconds known of the phase, since they are rare and must be seen. */
function secondParts(state: LiveState, c: Colors = uncoloured): Part[] {
  const { phase, points, offeredPerSecond } = state;
  const last = points.at(-1);
  const offered: Part = [
    5,
    offeredPerSecond === null ? '' : `offered ${formatRate(offeredPerSecond)}`,
    c.dim,
  ];
  if (!last) return [[1, 'no second is over yet', c.dim], offered];
  const perSecond = last.durationMs > 0 ? last.succeeded / (last.durationMs / 1000) : 0;
  const ofPhase = points.filter(({ startMs }) => phase === 'warmup' || startMs >= 0);
  const sum = (name: 'failed' | 'timedOut') => ofPhase.reduce((total, point) => total + point[name], 0);
  return [
    [1, `${formatSignificant(perSecond)} ops/s`],
    offered,
    [5, `p50 ${timeOf(last.p50Ns)}`],
    // Where a percentile takes more operations than a second has, the slowest is what is known.
    [
      3,
      last.p99Ns === null && last.maxNs !== null ? `max ${timeOf(last.maxNs)}` : `p99 ${timeOf(last.p99Ns)}`,
    ],
    [2, counted(sum('failed'), 'error'), c.red],
    [2, counted(sum('timedOut'), 'timeout'), c.yellow],
  ];
}

function timeOf(ns: number | null): string {
  return ns === null ? '-' : formatNs(ns);
}

function counted(count: number, what: string): string {
  return count === 0 ? '' : `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** p99 second by second; the slowest instead where most seconds have too few operations for it. */
function latencyLine({ points }: LiveState, c: Colors, width: number): string {
  const withP99 = points.filter(({ p99Ns }) => p99Ns !== null).length;
  const isP99 = withP99 * 2 >= points.length;
  const all = points.map((point) => (isP99 ? point.p99Ns : point.maxNs));
  // Whatever it says must be of what is drawn, and what is drawn depends on its length: room for the longest range.
  const title = isP99 ? 'p99' : 'max';
  const shown = all.slice(-Math.max(1, width - title.length - longestRange - 4));
  const known = shown.filter((ns) => ns !== null);
  if (known.length === 0) return fitting(width, [[1, `${title} -`]]);
  const ends = new Set([Math.min(...known), Math.max(...known)].map(formatNs));
  const range = [...ends].join(' to ');
  return fitting(width, [
    [1, title],
    [2, sparkline(shown), c.cyan],
    [1, range, c.dim],
  ]);
}

const longestRange = '99.9 ms to 99.9 ms'.length;

function clientParts(state: LiveState, c: Colors): Part[] {
  const { points, offeredPerSecond, clients } = state;
  const last = points.at(-1);
  if (!last) return [[1, counted(clients, 'client')]];
  const { inFlight, waiting, clientsAlive } = last;
  const grows = isGrowing(state);
  return [
    [1, `${formatCount(inFlight)} in flight`],
    // In closed load nobody waits: clients send when they are free.
    [
      2,
      offeredPerSecond === null ? '' : `${formatCount(waiting)} waiting${grows ? ', growing' : ''}`,
      grows ? c.red : plain,
    ],
    [
      3,
      `${formatCount(clientsAlive)} of ${counted(clients, 'client')}`,
      clientsAlive < clients ? c.yellow : plain,
    ],
  ];
}

const plain = (text: string) => text;

/** More wait than can be served at once, and more with each of the last seconds. */
function isGrowing({ points, clients }: LiveState): boolean {
  const waiting = points.slice(-4).map((point) => point.waiting);
  if (waiting.length < 4 || waiting.at(-1)! <= clients) return false;
  return waiting.every((count, i) => i === 0 || count > waiting[i - 1]!);
}
