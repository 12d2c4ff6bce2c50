import { type Clock, systemClock } from '../core/clock.ts';
import { formatBytes, formatCount, formatDuration, nsPerMs } from '../core/units.ts';
import type { LoadPhase, PhaseProgress } from '../database/load-phases.ts';
import { renderFillProgress, renderStepProgress } from '../report/progress.ts';
import type { ProgressLine } from './progress-line.ts';

/** An index of millions of rows takes minutes: a log should show meanwhile that work goes on. */
const redrawMs = 1000;

/** What a load shows while it works, and the lines it leaves behind: what took how long. */
export class LoadProgress implements PhaseProgress {
  readonly #line: ProgressLine;
  readonly #clock: Clock;
  #phase: LoadPhase | 'fill' | undefined;
  #phaseStartedAtNs = 0;
  #steps = 0;
  #stepsDone = 0;
  #item = '';
  #stopRedrawing = () => {};
  #rows = 0;
  #expectedDone = 0;
  #expectedTotal = 0;

  constructor(line: ProgressLine, clock: Clock = systemClock) {
    this.#line = line;
    this.#clock = clock;
  }

  startFill(expectedRows: number): void {
    this.#expectedTotal = expectedRows;
    this.#enter('fill');
  }

  /** `expectedRows` is what the plan said of the chunk: the share done is told by the plan, the speed by the rows. */
  filled(table: string, rows: number, expectedRows: number): void {
    this.#rows += rows;
    this.#expectedDone += expectedRows;
    const seconds = this.#tookMs() / 1000;
    const share = this.#expectedDone / this.#expectedTotal;
    this.#line.update((width) =>
      renderFillProgress(
        {
          phase: 'fill',
          table,
          rows: this.#rows,
          totalRows: Math.round(this.#rows / share),
          rowsPerSecond: this.#rows / seconds,
          secondsLeft: seconds > 1 ? (seconds / share) * (1 - share) : null,
        },
        width,
      ),
    );
  }

  begin(phase: LoadPhase, steps: number): void {
    this.#enter(phase);
    this.#steps = steps;
    this.#stepsDone = 0;
    this.#redrawLater();
  }

  working(item: string): void {
    this.#item = item;
    this.#drawStep();
  }

  /** Shown with what is worked at next. */
  done(): void {
    this.#stepsDone++;
  }

  /** Closes the phase with a line that stays. The next one does so too; this is for waiting in between. */
  endPhase(): void {
    this.stop();
    if (this.#phase === undefined) return;
    const tookMs = this.#tookMs();
    const took = formatDuration(tookMs);
    if (this.#phase === 'fill') {
      const rate = formatCount((this.#rows / tookMs) * 1000);
      this.#line.print(`filled       ${formatCount(this.#rows)} rows in ${took} (${rate} rows/s)`);
    } else if (this.#phase === 'checkpoint') {
      this.#line.print(`checkpoint   in ${took}`);
    } else {
      this.#line.print(`${titles[this.#phase].done.padEnd(12)} ${formatCount(this.#steps)} in ${took}`);
    }
    this.#phase = undefined;
  }

  /** The load is over. */
  end(): void {
    this.endPhase();
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    this.#line.print(`memory       ${formatBytes(peakBytes)} at the most, all threads together`);
  }

  /** Draws no more by itself: to be called whatever became of the phases. */
  stop(): void {
    this.#stopRedrawing();
  }

  #redrawLater(): void {
    this.#stopRedrawing = this.#clock.after(redrawMs, () => {
      this.#drawStep();
      this.#redrawLater();
    });
  }

  #drawStep(): void {
    const phase = titles[this.#phase as LoadPhase].doing;
    const progress = { phase, item: this.#item, done: this.#stepsDone, total: this.#steps };
    this.#line.update((width) => renderStepProgress(progress, width));
  }

  #enter(phase: LoadPhase | 'fill'): void {
    this.endPhase();
    this.#phase = phase;
    this.#phaseStartedAtNs = this.#clock.nowNs();
  }

  #tookMs(): number {
    return (this.#clock.nowNs() - this.#phaseStartedAtNs) / nsPerMs;
  }
}

const titles: Record<LoadPhase, { readonly doing: string; readonly done: string }> = {
  index: { doing: 'indexes', done: 'indexes' },
  key: { doing: 'keys', done: 'keys' },
  'foreign key': { doing: 'foreign keys', done: 'foreign keys' },
  validation: { doing: 'validating', done: 'validated' },
  vacuum: { doing: 'vacuuming', done: 'vacuumed' },
  checkpoint: { doing: 'checkpoint', done: 'checkpoint' },
};
