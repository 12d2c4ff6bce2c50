import { formatCount, formatDuration, formatNs, formatSignificant } from '../core/units.ts';
import { columnsOf, cut } from './text.ts';

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
  const done = share(rows, totalRows);
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
    [3, bar(share(done, total))],
    [1, `${formatCount(done)} of ${formatCount(total)}`],
    [2, item ?? ''],
  ]);
}

export interface MeasureProgress {
  readonly phase: 'warmup' | 'measure' | 'drain';
  /** Since the phase began. */
  readonly elapsedMs: number;
  readonly totalMs: number;
  readonly throughputPerSecond: number;
  /** Of the last second; null when nothing ended in it. */
  readonly p99Ns: number | null;
  readonly errors: number;
  readonly timeouts: number;
}

export function renderMeasureProgress(progress: MeasureProgress, width: number): string {
  const { phase, elapsedMs, totalMs, throughputPerSecond, p99Ns, errors, timeouts } = progress;
  return fitting(width, [
    [1, phase],
    [5, bar(share(elapsedMs, totalMs))],
    [1, `${formatDuration(elapsedMs)} of ${formatDuration(totalMs)}`],
    [2, `${formatSignificant(throughputPerSecond)} ops/s`],
    [3, `p99 ${p99Ns === null ? '-' : formatNs(p99Ns)}`],
    [3, errors > 0 ? `${formatCount(errors)} error${errors === 1 ? '' : 's'}` : ''],
    [4, timeouts > 0 ? `${formatCount(timeouts)} timeout${timeouts === 1 ? '' : 's'}` : ''],
  ]);
}

/** Joins the parts, leaving out those of the highest rank until the line fits; rank 1 is cut at last. */
function fitting(width: number, parts: ReadonlyArray<readonly [rank: number, text: string]>): string {
  let kept = parts.filter(([, text]) => text !== '');
  const line = () => kept.map(([, text]) => text).join('  ');
  while (columnsOf(line()) > width) {
    const last = Math.max(...kept.map(([rank]) => rank));
    if (last === 1) return cut(line(), width);
    const drop = kept.findLastIndex(([rank]) => rank === last);
    kept = kept.filter((_, i) => i !== drop);
  }
  return line();
}

const barColumns = 20;

function bar(done: number): string {
  const full = Math.floor(done * barColumns);
  return '█'.repeat(full) + '░'.repeat(barColumns - full);
}

/** Between 0 and 1, whatever the numbers. */
function share(done: number, total: number): number {
  return total > 0 ? Math.min(1, Math.max(0, done / total)) : 1;
}

/** Never 100 % before the end. */
function percent(done: number): string {
  return `${String(Math.floor(done * 100)).padStart(3)} %`;
}
