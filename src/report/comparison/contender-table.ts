import type { Colors } from 'picocolors/types.js';
import { formatSignificant } from '../../core/units.ts';
import { formatLatency } from '../latency-text.ts';
import { type Column, minimumWidth, type Paper, renderTable, type Table } from '../table.ts';
import { cut } from '../text.ts';
import type { Arm } from './arm.ts';
import type { ArmOutcome } from './arm-outcome.ts';
import type { ComparedScenario } from './comparison.ts';
import type { Contrast, ContrastStatus } from './contrast.ts';
import type { JudgedRatio } from './ratio.ts';
import { estimateText, verdictText } from './ratio-text.ts';

interface Row {
  readonly arm: Arm;
  /** Undefined for the baseline. */
  readonly contrast: Contrast | undefined;
  /** Of a row for one class of parameters, below its arm's own. */
  readonly stratum?: string;
}

interface ContenderPaper extends Paper {
  readonly strata?: boolean | undefined;
}

/**
 * The arms of one question, the baseline first: verdict, times, work. The baseline is measured with each contender anew,
 * so beside several contenders each row has the baseline's times of its own. In several tables where one is too wide.
 */
export function renderContenders(scenario: ComparedScenario, c: Colors, paper: ContenderPaper): string {
  const rows = rowsOf(scenario, paper.strata === true);
  const name = column('arm', rows, ({ arm, stratum }) => (stratum ? c.dim(`  ${stratum}`) : arm.name), {
    narrow: 'cut',
  });
  const title = `against ${cut(scenario.arms[0]?.name ?? '', longestTitle)}`;
  const verdict = column(title, rows, (row) => verdictCell(row, c));
  const queries = queryColumns(rows);
  const times = timeColumns(scenario, rows);
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
  return contrasts.some((contrast) => strataOf(contrast).length > 0);
}

function rowsOf({ arms, contrasts }: ComparedScenario, hasStrata: boolean): Row[] {
  const [only, ...others] = contrasts;
  return arms.flatMap((arm): Row[] => {
    const contrast = contrasts.find((each) => each.arm === arm.name);
    if (!hasStrata) return [{ arm, contrast }];
    // Beside several contenders the baseline's own row has no times.
    const strata = strataOf(contrast ?? (others.length === 0 ? only : undefined));
    return [{ arm, contrast }, ...strata.map(({ stratum }) => ({ arm, contrast, stratum }))];
  });
}

function strataOf(contrast: Contrast | undefined) {
  return contrast?.latency?.strata ?? [];
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
  const cell = ({ arm, stratum }: Row) => (stratum ? '' : arm.query.name);
  return differ && !isTold ? [column('query', rows, cell, { narrow: 'cut' })] : [];
}

function timeColumns({ contrasts }: ComparedScenario, rows: readonly Row[]): Cells[] {
  if (contrasts.every(({ latency }) => latency === null)) return [];
  const percentiles = ['p50', 'p95'] as const;
  const [only, ...others] = contrasts;
  return percentiles.flatMap((name) => {
    if (others.length === 0)
      return [
        column(
          name,
          rows,
          ({ contrast, stratum }) =>
            timeCell(only?.latency?.[contrast ? 'contender' : 'baseline'], stratum, name),
          { align: 'right' },
        ),
      ];
    return (['baseline', 'own'] as const).map((title) =>
      column(
        title,
        rows,
        ({ contrast, stratum }) =>
          timeCell(contrast?.latency?.[title === 'own' ? 'contender' : 'baseline'], stratum, name),
        { align: 'right', group: name },
      ),
    );
  });
}

function timeCell(outcome: ArmOutcome | undefined, stratum: string | undefined, name: 'p50' | 'p95'): string {
  const told = stratum === undefined ? outcome : outcome?.strata.find((each) => each.stratum === stratum);
  return told ? formatLatency(told.latency.percentiles[name]) : '';
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

function workCell({ arm, stratum }: Row, key: 'sharedBlocks' | 'rowsExamined' | 'tempBlocks'): string {
  if (stratum) return '';
  return arm.work ? formatSignificant(arm.work[key]) : '-';
}

export const statusWords: Record<Exclude<ContrastStatus, 'measured'>, string> = {
  different: 'other answers',
  unproven: 'not proven equal',
  failed: 'failed',
  'not reached': 'not reached',
};

function verdictCell({ contrast, stratum }: Row, c: Colors): string {
  if (stratum) {
    const found = strataOf(contrast).find((each) => each.stratum === stratum);
    return found ? estimateText(found.median) : '';
  }
  if (!contrast) return c.dim('the baseline');
  if (contrast.status !== 'measured') return paintStatus(contrast.status, statusWords[contrast.status], c);
  const judged = contrast.latency?.median;
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
