import type { Colors } from 'picocolors/types.js';
import { formatBytes, formatCount, formatNs, formatSignificant, nsPerMs } from '../../core/units.ts';
import { widestText } from '../note.ts';
import { percentage } from '../percentage.ts';
import { type Column, type Paper, renderTable } from '../table.ts';
import { glue, wrap } from '../text.ts';
import type { ComparedScenario } from './comparison.ts';
import { paintStatus, paintVerdict, statusWords } from './contender-table.ts';
import type { OnceFigures, OnceWork } from './once.ts';
import { bytesOrNone, givenBack } from './once-conclusion.ts';
import { estimateText, verdictText } from './ratio-text.ts';
import { counted, listed } from './words.ts';

/** Of an operation that is run once: what it takes and leaves on the baseline and on each contender, a table each. */
export function renderOnce(scenario: ComparedScenario, c: Colors, paper: Paper): string {
  const baseline = scenario.arms[0]?.name ?? 'the baseline';
  return scenario.contrasts
    .map(({ arm, status, once }) =>
      once
        ? renderWork(once, { baseline, arm }, c, paper)
        : `  ${arm}: ${status === 'measured' ? 'not timed' : paintStatus(status, statusWords[status], c)}`,
    )
    .join('\n\n');
}

/** Whether a scenario is of that kind. */
export function isOnce({ contrasts }: ComparedScenario): boolean {
  return contrasts.some(({ once }) => once);
}

function renderWork(
  once: OnceWork,
  names: { baseline: string; arm: string },
  c: Colors,
  paper: Paper,
): string {
  const figure = (title: string): Column => ({ title, align: 'right', narrow: 'cut' });
  const columns: Column[] = [
    { title: 'once' },
    figure(names.baseline),
    figure(names.arm),
    { title: 'against it' },
  ];
  const notes = notesOf(once).flatMap((note) => wrap(note, Math.min(paper.width, widestText) - 2));
  return [
    renderTable({ columns, rows: rowsOf(once, c) }, paper),
    ...notes.map((line) => `  ${c.dim(line)}`),
  ].join('\n');
}

function rowsOf(once: OnceWork, c: Colors): string[][] {
  const { baseline, contender, time, withVacuum, reclaimableBytes } = once;
  const both = (title: string, of: (figures: OnceFigures) => string, against = '') => [
    title,
    of(baseline),
    of(contender),
    against,
  ];
  const hasVacuum = baseline.deadRows > 0 || contender.deadRows > 0;
  return [
    both('time', timeText, paintVerdict(time, verdictText(time), c)),
    ...(hasVacuum
      ? [
          both('with its VACUUM', (each) => timeText(each, each.vacuumMs), estimateText(withVacuum)),
          both('dead rows left', ({ deadRows }) => formatCount(deadRows)),
        ]
      : []),
    both('WAL', ({ walBytes }) => bytesText(walBytes), timesText(baseline.walBytes, contender.walBytes)),
    both('full-page images', ({ fullPageImages }) =>
      fullPageImages === null ? '-' : formatCount(fullPageImages),
    ),
    ...(hasVacuum ? [both('WAL of the VACUUM', ({ vacuumWalBytes }) => bytesText(vacuumWalBytes))] : []),
    both('given back to the disk', (each) => bytesOrNone(givenBack(each))),
    [
      'kept and not needed',
      bytesOrNone(reclaimableBytes.baseline),
      bytesOrNone(reclaimableBytes.contender),
      '',
    ],
  ];
}

function timeText({ durationMs, timedOut }: OnceFigures, moreMs = 0): string {
  return `${timedOut ? '≥ ' : ''}${formatNs((durationMs + moreMs) * nsPerMs)}`;
}

function bytesText(bytes: number | null): string {
  return bytes === null ? '-' : formatBytes(bytes);
}

function timesText(baseline: number | null, contender: number | null): string {
  if (baseline === null || contender === null || baseline === 0) return '';
  return `${formatSignificant(contender / baseline)}x`;
}

function notesOf({ changed, omittedColumns, time }: OnceWork): string[] {
  const tables = changed.map(({ table, rowsBefore, rowsAfter }) => {
    if (rowsBefore === rowsAfter) return `${table} changes`;
    const change = Math.abs(rowsBefore - rowsAfter);
    return `${table} ${rowsAfter < rowsBefore ? 'loses' : 'gains'} ${formatCount(change)} of ${formatCount(rowsBefore)}${glue}rows`;
  });
  const spread = time.blockSd === null ? '' : `, whose ratios vary by ${percentage(time.blockSd)}`;
  return [
    `${listed(tables)}, and all tables hold the same rows afterwards on both${omittedColumns.length > 0 ? ` (not compared: ${listed(omittedColumns)})` : ''}.`,
    `Medians of ${counted(time.blocks, 'pair')}${spread}; each run on a fresh copy, warm, after a checkpoint, by a new connection. Kept and not needed is what VACUUM FULL gives back after the VACUUM.`,
  ];
}
