import { formatBytes, formatCount, formatDuration } from '../core/units.ts';
import { renderFillProgress, renderStepProgress } from '../report/progress.ts';
import type { ProgressLine } from './progress-line.ts';

/** What a load shows while it works, and the lines it leaves behind: what took how long. */
export class LoadProgress {
  readonly #line: ProgressLine;
  #phase = '';
  #phaseStartedAt = performance.now();
  #phaseItems = 0;
  #rows = 0;
  #expectedDone = 0;
  #expectedTotal = 0;

  constructor(line: ProgressLine) {
    this.#line = line;
  }

  startFill(expectedRows: number): void {
    this.#expectedTotal = expectedRows;
    this.#begin('fill');
  }

  /** `expectedRows` is what the plan said of the chunk: the share done is told by the plan, the speed by the rows. */
  filled(table: string, rows: number, expectedRows: number): void {
    this.#rows += rows;
    this.#expectedDone += expectedRows;
    const seconds = (performance.now() - this.#phaseStartedAt) / 1000;
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

  step(phase: string, item: string, done: number, total: number): void {
    if (phase !== this.#phase) this.#begin(phase);
    this.#phaseItems++;
    this.#line.update((width) =>
      renderStepProgress({ phase: titles[phase] ?? phase, item, done, total }, width),
    );
  }

  done(): void {
    this.#begin('');
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    this.#line.print(`memory       ${formatBytes(peakBytes)} at the most, all threads together`);
  }

  /** Closes the phase before with a line that stays. */
  #begin(phase: string): void {
    const now = performance.now();
    const tookMs = now - this.#phaseStartedAt;
    if (this.#phase === 'fill') {
      const perSecond = formatCount((this.#rows / tookMs) * 1000);
      this.#line.print(
        `filled       ${formatCount(this.#rows)} rows in ${formatDuration(tookMs)} (${perSecond} rows/s)`,
      );
    } else if (this.#phase !== '') {
      const title = (titles[this.#phase] ?? this.#phase).padEnd(12);
      this.#line.print(`${title} ${formatCount(this.#phaseItems)} in ${formatDuration(tookMs)}`);
    }
    this.#phase = phase;
    this.#phaseStartedAt = now;
    this.#phaseItems = 0;
  }
}

const titles: Record<string, string> = {
  index: 'indexes',
  key: 'keys',
  'foreign key': 'foreign keys',
  validation: 'validated',
  vacuum: 'vacuumed',
};
