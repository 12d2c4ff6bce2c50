import { formatCount, formatDuration } from '../core/units.ts';
import { bar, shareDone } from './bar.ts';
import { fitting } from './fitting.ts';

/** Progress as one line of text that fits its width; the caller draws it, or does not. */

export interface FillProgress {
  /** What is going on, such as `fill`. */
  readonly phase: string;
  readonly table: string | null;
  readonly rows: number;
  readonly totalRows: number;
  readonly rowsPerSecond: number;
  /** Null while it cannot be told. */
  readonly secondsLeft: number | null;
}

export function renderFillProgress(progress: FillProgress, width: number): string {
  const { phase, table, rows, totalRows, rowsPerSecond, secondsLeft } = progress;
  const done = shareDone(rows, totalRows);
  return fitting(width, [
    [1, phase],
    [5, bar(done)],
    [1, percent(done)],
    [2, `${formatCount(rows)} of ${formatCount(totalRows)} rows`],
    [4, `${formatCount(rowsPerSecond)} rows/s`],
    [3, secondsLeft === null ? '' : `${formatDuration(secondsLeft * 1000)} left`],
    [6, table ?? ''],
  ]);
}

export interface StepProgress {
  /** What is going on, such as `indexes` or `foreign keys`. */
  readonly phase: string;
  /** What is being made, or was last. */
  readonly item: string | null;
  readonly done: number;
  readonly total: number;
}

/** For work counted in steps, such as the restoring of keys and indexes. */
export function renderStepProgress({ phase, item, done, total }: StepProgress, width: number): string {
  return fitting(width, [
    [1, phase],
    [3, bar(shareDone(done, total))],
    [1, `${formatCount(done)} of ${formatCount(total)}`],
    [2, item ?? ''],
  ]);
}

/** Never 100 % before the end. */
function percent(done: number): string {
  return `${String(Math.floor(done * 100)).padStart(3)} %`;
}
