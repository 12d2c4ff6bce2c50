import type { ClosedLoadProgress } from '../engine/closed-load.ts';
import { renderMeasureProgress } from '../report/progress.ts';
import type { ProgressLine } from './progress-line.ts';

/** The live line of a run: the phase, and the throughput and p99 of the last second. */
export function showMeasureProgress(
  { phase, elapsedMs, point }: ClosedLoadProgress,
  { warmup, duration }: { warmup: number; duration: number },
  line: ProgressLine,
): void {
  const isWarmup = phase === 'warmup';
  line.update((width) =>
    renderMeasureProgress(
      {
        phase,
        elapsedMs: isWarmup ? elapsedMs : elapsedMs - warmup,
        totalMs: isWarmup ? warmup : duration,
        throughputPerSecond: point ? point.succeeded / (point.durationMs / 1000) : 0,
        p99Ns: point?.p99Ns ?? null,
        errors: point?.failed ?? 0,
        timeouts: point?.timedOut ?? 0,
      },
      width,
    ),
  );
}
