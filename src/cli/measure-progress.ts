import { systemClock } from '../core/clock.ts';
import { nsPerMs } from '../core/units.ts';
import { durationOf, type LoadPlan, rateAt } from '../engine/load-plan.ts';
import type { TimelinePoint } from '../engine/timeline.ts';
import { type LiveState, renderLiveView, renderMeasureProgress } from '../report/live-view.ts';
import type { ProgressLine } from './progress-line.ts';
import { terminalOptions } from './terminal-options.ts';

const secondsKept = 60;
const redrawEveryMs = 250;

/** The live view of a run: redrawn a few times a second, so that time is seen to pass while nothing ends. */
export class MeasureProgress {
  readonly #plan: LoadPlan;
  readonly #options: { clients: number; warmup: number };
  readonly #line: ProgressLine;
  readonly #points: TimelinePoint[] = [];
  #startNs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(plan: LoadPlan, options: { clients: number; warmup: number }, line: ProgressLine) {
    this.#plan = plan;
    this.#options = options;
    this.#line = line;
  }

  /** `startNs` is when warmup begins. */
  start(startNs: number): void {
    this.#startNs = startNs;
    this.#timer = setInterval(() => this.#draw(), redrawEveryMs);
  }

  add(point: TimelinePoint): void {
    this.#points.push(point);
    if (this.#points.length > secondsKept) this.#points.shift();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#line.clear();
  }

  #draw(): void {
    const state = this.#state();
    const { color } = terminalOptions();
    this.#line.update(
      (width) => renderMeasureProgress(state, width),
      (width) => renderLiveView(state, { color, width }),
    );
  }

  #state(): LiveState {
    const { clients, warmup } = this.#options;
    const durationMs = durationOf(this.#plan);
    const sinceMs = Math.max(0, (systemClock.nowNs() - this.#startNs) / nsPerMs);
    const isWarmup = sinceMs < warmup;
    return {
      phase: isWarmup ? 'warmup' : sinceMs < warmup + durationMs ? 'measure' : 'drain',
      elapsedMs: isWarmup ? sinceMs : Math.min(durationMs, sinceMs - warmup),
      totalMs: isWarmup ? warmup : durationMs,
      points: this.#points,
      offeredPerSecond: this.#plan.kind === 'open' ? rateAt(this.#plan.stages, sinceMs - warmup) : null,
      clients,
    };
  }
}
