import { type LogRatio, quantileLogRatio, type Timing } from '../../analysis/compare/censored-ratio.ts';
import { type LatencyFigure, samplesNeeded } from '../../core/latency.ts';
import type { ServerWork } from '../../database/server-work.ts';
import type { Slice } from '../../engine/paired/slice.ts';
import { quantileFigure } from './pairs-block.ts';

/** One slice on one arm. */
export interface ArmSlice {
  /** Without what was dropped of it. */
  readonly windowMs: number;
  /** Succeeded or timed out, of those sent inside the window. */
  readonly operations: number;
  readonly timedOut: number;
  readonly failed: number;
  /** Successful completions inside the window, a second. */
  readonly throughputPerSecond: number;
  readonly p50: LatencyFigure;
  /** Null with fewer than 20 operations. */
  readonly p95: LatencyFigure | null;
  /** Null with fewer than 1,000 operations. */
  readonly p99: LatencyFigure | null;
  /** Successful operations of the whole slice, dropped ones too: what `work` was done for. */
  readonly executed: number;
  /** Null where the server's counters cannot tell. */
  readonly work: ServerWork | null;
}

/** A slice on each arm, one after the other or in turns. All ratios are above 0 where the contender is slower. */
export interface SlicePair {
  readonly contenderFirst: boolean;
  /** ln(contender / baseline). Null where either arm has too few operations. */
  readonly p50: LogRatio;
  readonly p95: LogRatio | null;
  readonly p99: LogRatio | null;
  /** ln(baseline / contender) of the throughputs: of the time that an operation takes. Null where nothing succeeded. */
  readonly throughput: LogRatio | null;
  /** By query of the mix; p50 with 20 operations at least, p95 with 200. */
  readonly parts: readonly { readonly p50: LogRatio | null; readonly p95: LogRatio | null }[];
  readonly baseline: ArmSlice;
  readonly contender: ArmSlice;
}

interface Measured {
  readonly slice: Slice;
  readonly work: ServerWork | null;
}

/** METHOD, section 3.4. */
const leastForP99 = 1000;
const leastForPart = { p50: 20, p95: 200 };

/** `parts` is the number of queries in the mix. */
export function pairOfSlices(
  baseline: Measured,
  contender: Measured,
  contenderFirst: boolean,
  parts: number,
): SlicePair {
  const all = [timingsOf(baseline.slice), timingsOf(contender.slice)] as const;
  const arms = { baseline: armSlice(baseline), contender: armSlice(contender) };
  return {
    contenderFirst,
    p50: quantileLogRatio(...all, 0.5),
    p95: ratioAt(all, 0.95, samplesNeeded(0.95)),
    p99: ratioAt(all, 0.99, leastForP99),
    throughput: throughputRatio(arms.baseline, arms.contender),
    parts: Array.from({ length: parts }, (_, part) => {
      const own = [timingsOf(baseline.slice, part), timingsOf(contender.slice, part)] as const;
      return { p50: ratioAt(own, 0.5, leastForPart.p50), p95: ratioAt(own, 0.95, leastForPart.p95) };
    }),
    ...arms,
  };
}

function ratioAt(
  [baseline, contender]: readonly [readonly Timing[], readonly Timing[]],
  p: number,
  least: number,
): LogRatio | null {
  if (Math.min(baseline.length, contender.length) < least) return null;
  return quantileLogRatio(baseline, contender, p);
}

function throughputRatio(baseline: ArmSlice, contender: ArmSlice): LogRatio | null {
  const [of, to] = [baseline.throughputPerSecond, contender.throughputPerSecond];
  if (of === 0 || to === 0) return null;
  const value = Math.log(of / to);
  return { low: value, high: value };
}

function armSlice({ slice, work }: Measured): ArmSlice {
  const { windowMs, durationsNs, censored, failed, completedInWindow, executed } = slice;
  const operations = durationsNs.length;
  const at = (p: number, least: number) =>
    operations < least ? null : quantileFigure(durationsNs, censored, p);
  return {
    windowMs,
    operations,
    timedOut: censored.reduce((sum, flag) => sum + flag, 0),
    failed,
    throughputPerSecond: completedInWindow / (windowMs / 1000),
    p50: quantileFigure(durationsNs, censored, 0.5),
    p95: at(0.95, samplesNeeded(0.95)),
    p99: at(0.99, leastForP99),
    executed,
    work,
  };
}

/** Of one query of the mix, or of all. */
function timingsOf({ durationsNs, censored, queries }: Slice, part?: number): Timing[] {
  const timings: Timing[] = [];
  for (let at = 0; at < durationsNs.length; at++) {
    if (part !== undefined && queries[at] !== part) continue;
    timings.push({ durationNs: durationsNs[at]!, isCensored: censored[at] === 1 });
  }
  return timings;
}
