import { formatCount, formatDuration } from '../../core/units.ts';
import { renderFillProgress } from '../../report/progress.ts';
import type { ProgressLine } from '../progress-line.ts';

/** What a verification shows while it works, and the line it leaves behind. */
export class VerifyProgress {
  readonly #line: ProgressLine;
  readonly #expectedRows: number;
  readonly #startedAt = performance.now();
  /** Either side's count for half. */
  #rows = 0;

  constructor(line: ProgressLine, expectedRows: number) {
    this.#line = line;
    this.#expectedRows = expectedRows;
  }

  add(table: string, rows: number): void {
    this.#rows += rows / 2;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const share = this.#rows / this.#expectedRows;
    this.#line.update((width) =>
      renderFillProgress(
        {
          phase: 'verify',
          table,
          rows: Math.round(this.#rows),
          totalRows: Math.round(Math.max(this.#rows, this.#expectedRows)),
          rowsPerSecond: this.#rows / seconds,
          secondsLeft: seconds > 1 && share < 1 ? (seconds / share) * (1 - share) : null,
        },
        width,
      ),
    );
  }

  done(comparedRows: number): void {
    const tookMs = performance.now() - this.#startedAt;
    const perSecond = formatCount((comparedRows / tookMs) * 1000);
    this.#line.print(
      `compared     ${formatCount(comparedRows)} rows in ${formatDuration(tookMs)} (${perSecond} rows/s)`,
    );
  }
}
