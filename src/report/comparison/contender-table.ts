import type { Colors } from 'picocolors/types.js';
import { median } from '../../core/statistics.ts';
import { formatSignificant } from '../../core/units.ts';
import { formatLatency } from '../latency-text.ts';
import { type Column, minimumWidth, type Paper, renderTable, type Table } from '../table.ts';
import { cut } from '../text.ts';
import type { Arm } from './arm.ts';
import type { ComparedScenario } from './comparison.ts';
import type { Contrast, ContrastStatus, PairedLatency, SlicedLoad } from './contrast.ts';
import { headlineOf } from './headline.ts';
import type { JudgedRatio } from './ratio.ts';
import { estimateText, verdictText } from './ratio-text.ts';
import { type Times, timesOf } from './times.ts';

interface Row {
  readonly arm: Arm;
  /** Undefined for the baseline. */
  readonly contrast: Contrast | undefined;
  /** Of a row below its arm's own: one query of a mix, or one class of parameters. */
  readonly below?: Below;
}

interface Below {
  readonly title: string;
  verdict(c: Colors): string;
  readonly times: Times | undefined;
}

interface ContenderPaper extends Paper {
  /** Each class of parameters in a row of its own. */
  readonly strata?: boolean | undefined;
}

/**
 * The arms of one question, the baseline first: verdict, times, work. The baseline is measured with each contender anew,
 * so beside several contenders each row has the baseline's times of its own. In several tables where one is too wide.
 */
export function renderContenders(scenario: ComparedScenario, c: Colors, paper: ContenderPaper): string {
  const rows = rowsOf(scenario, paper.strata === true);
  const name = column('arm', rows, ({ arm, below }) => (below ? c.dim(`  ${below.title}`) : arm.name), {
    narrow: 'cut',
  });
  const title = `against ${cut(scenario.arms[0]?.name ?? '', longestTitle)}`;
  const verdict = column(title, rows, (row) => verdictCell(row, c));
  const queries = queryColumns(rows);
  const times = [...rateColumns(scenario, rows), ...timeColumns(scenario, rows)];
  const work = workColumns(rows);
  const layouts = [
    [[...queries, verdict, ...times, ...work]],
    [
      [...queries, verdict],
      [...times, ...work],
    ],
    [[...queries, verdict], times, work],
  ];
  const tables = layouts.map((groups) =>
    groups.filter((group) => group.length > 0).map((group) => tableOf([name, ...group])),
  );
  const fitting = tables.find((each) => each.every((table) => minimumWidth(table) <= paper.width));
  return (fitting ?? tables.at(-1)!).map((table) => renderTable(table, paper)).join('\n\n');
}

const longestTitle = 24;

/** Whether any contender was measured on several classes of parameters. */
export function isInStrata({ contrasts }: ComparedScenario): boolean {
  return contrasts.some(({ latency }) => (latency?.strata ?? []).length > 0);
}

function rowsOf({ arms, contrasts }: ComparedScenario, hasStrata: boolean): Row[] {
  const [only, ...others] = contrasts;
  return arms.flatMap((arm): Row[] => {
    const contrast = contrasts.find((each) => each.arm === arm.name);
    // Beside several contenders the baseline's own row has no times.
    const told = contrast ?? (others.length === 0 ? only : undefined);
    return [
      { arm, contrast },
      ...(told ? belowOf(told, hasStrata) : []).map((below) => ({ arm, contrast, below })),
    ];
  });
}

function belowOf({ latency, throughput }: Contrast, hasStrata: boolean): Below[] {
  if (throughput && throughput.parts.length > 1) {
    return throughput.parts.map((part) => ({
      title: part.scenario,
      verdict: (c) => (part.p50 ? paintVerdict(part.p50, verdictText(part.p50), c) : ''),
      times: part,
    }));
  }
  if (!latency || !hasStrata) return [];
  return (latency.strata ?? []).map(({ stratum, median: ratio }) => ({
    title: stratum,
    verdict: () => estimateText(ratio),
    times: stratumTimes(latency, stratum),
  }));
}

function stratumTimes({ baseline, contender }: PairedLatency, stratum: string): Times | undefined {
  const [ofBaseline, ofContender] = [baseline, contender].map(({ strata }) =>
    strata.find((each) => each.stratum === stratum),
  );
  return ofBaseline && ofContender && { baseline: ofBaseline, contender: ofContender };
}

type Cells = readonly [Column, readonly string[]];

function column(
  title: string,
  rows: readonly Row[],
  cell: (row: Row) => string,
  how: Partial<Column> = {},
): Cells {
  return [{ title, ...how }, rows.map(cell)];
}

function tableOf(columns: readonly Cells[]): Table {
  const height = columns[0]?.[1].length ?? 0;
  return {
    columns: columns.map(([head]) => head),
    rows: Array.from({ length: height }, (_, i) => columns.map(([, cells]) => cells[i]!)),
  };
}

/** Where the arms ask in different ways, and their names do not say so. */
function queryColumns(rows: readonly Row[]): Cells[] {
  const isTold = rows.every(({ arm }) => arm.name.includes(arm.query.name));
  const differ = new Set(rows.map(({ arm }) => arm.query.name)).size > 1;
  const cell = ({ arm, below }: Row) => (below ? '' : arm.query.name);
  return differ && !isTold ? [column('query', rows, cell, { narrow: 'cut' })] : [];
}

/** Operations a second, of slices. */
function rateColumns({ contrasts }: ComparedScenario, rows: readonly Row[]): Cells[] {
  if (contrasts.every(({ throughput }) => throughput === null)) return [];
  return sideColumns('ops/s', contrasts, rows, ({ below }, contrast, side) =>
    below || !contrast?.throughput ? '' : formatSignificant(rateOf(contrast.throughput, side)),
  );
}

function rateOf({ slices }: SlicedLoad, side: Side): number {
  return median(slices.map((pair) => pair[side].throughputPerSecond));
}

function timeColumns({ contrasts }: ComparedScenario, rows: readonly Row[]): Cells[] {
  if (contrasts.every(({ latency, throughput }) => latency === null && throughput === null)) return [];
  return (['p50', 'p95'] as const).flatMap((name) =>
    sideColumns(name, contrasts, rows, ({ below }, contrast, side) => {
      const times = below ? below.times : contrast && timesOf(contrast);
      return times ? formatLatency(times[side].latency.percentiles[name]) : '';
    }),
  );
}

type Side = 'baseline' | 'contender';

/** One column, each arm's own; beside several contenders two, each contender's and its baseline's. */
function sideColumns(
  title: string,
  contrasts: readonly Contrast[],
  rows: readonly Row[],
  cell: (row: Row, contrast: Contrast | undefined, side: Side) => string,
): Cells[] {
  const [only, ...others] = contrasts;
  if (others.length === 0) {
    const own = (row: Row) => cell(row, only, row.contrast ? 'contender' : 'baseline');
    return [column(title, rows, own, { align: 'right' })];
  }
  return (['baseline', 'contender'] as const).map((side) =>
    column(side === 'contender' ? 'own' : side, rows, (row) => cell(row, row.contrast, side), {
      align: 'right',
      group: title,
    }),
  );
}

function workColumns(rows: readonly Row[]): Cells[] {
  if (rows.every(({ arm }) => arm.work === null)) return [];
  const figures = [
    ['buffers', 'sharedBlocks'],
    ['rows', 'rowsExamined'],
    ['temp', 'tempBlocks'],
  ] as const;
  return figures.map(([title, key]) =>
    column(title, rows, (row) => workCell(row, key), { align: 'right', group: 'an operation' }),
  );
}

function workCell({ arm, below }: Row, key: 'sharedBlocks' | 'rowsExamined' | 'tempBlocks'): string {
  if (below) return '';
  return arm.work ? formatSignificant(arm.work[key]) : '-';
}

export const statusWords: Record<Exclude<ContrastStatus, 'measured'>, string> = {
  different: 'other answers',
  unproven: 'not proven equal',
  failed: 'failed',
  'not reached': 'not reached',
};

function verdictCell({ contrast, below }: Row, c: Colors): string {
  if (!contrast) return below ? '' : c.dim('the baseline');
  if (below) return below.verdict(c);
  if (contrast.status !== 'measured') return paintStatus(contrast.status, statusWords[contrast.status], c);
  const judged = headlineOf(contrast);
  return judged ? paintVerdict(judged, verdictText(judged), c) : c.dim('not timed');
}

export function paintVerdict({ verdict }: JudgedRatio, text: string, c: Colors): string {
  switch (verdict) {
    case 'faster':
      return c.green(text);
    case 'slower':
      return c.red(text);
    case 'inconclusive':
      return c.yellow(text);
    case 'equivalent':
      return text;
  }
}

export function paintStatus(status: ContrastStatus, text: string, c: Colors): string {
  return status === 'different' || status === 'failed' ? c.red(text) : c.yellow(text);
}
