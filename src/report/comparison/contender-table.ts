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
import { verdictText } from './ratio-text.ts';

interface Row {
  readonly arm: Arm;
  /** Undefined for the baseline. */
  readonly contrast: Contrast | undefined;
}

/**
 * The arms of one question, the baseline first: verdict, times, work. The baseline is measured with each contender anew,
 * so beside several contenders each row has the baseline's times of its own. In several tables where one is too wide.
 */
export function renderContenders(scenario: ComparedScenario, c: Colors, paper: Paper): string {
  const rows = scenario.arms.map((arm) => ({
    arm,
    contrast: scenario.contrasts.find((contrast) => contrast.arm === arm.name),
  }));
  const name = column('arm', rows, ({ arm }) => arm.name, { narrow: 'cut' });
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
  return differ && !isTold ? [column('query', rows, ({ arm }) => arm.query.name, { narrow: 'cut' })] : [];
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
          ({ contrast }) => timeCell(only?.latency?.[contrast ? 'contender' : 'baseline'], name),
          { align: 'right' },
        ),
      ];
    return (['baseline', 'own'] as const).map((title) =>
      column(
        title,
        rows,
        ({ contrast }) => timeCell(contrast?.latency?.[title === 'own' ? 'contender' : 'baseline'], name),
        { align: 'right', group: name },
      ),
    );
  });
}

function timeCell(outcome: ArmOutcome | undefined, name: 'p50' | 'p95'): string {
  return outcome ? formatLatency(outcome.latency.percentiles[name]) : '';
}

function workColumns(rows: readonly Row[]): Cells[] {
  if (rows.every(({ arm }) => arm.work === null)) return [];
  const figures = [
    ['buffers', 'sharedBlocks'],
    ['rows', 'rowsExamined'],
    ['temp', 'tempBlocks'],
  ] as const;
  return figures.map(([title, key]) =>
    column(title, rows, ({ arm }) => (arm.work ? formatSignificant(arm.work[key]) : '-'), {
      align: 'right',
      group: 'an operation',
    }),
  );
}

export const statusWords: Record<Exclude<ContrastStatus, 'measured'>, string> = {
  different: 'other answers',
  unproven: 'not proven equal',
  failed: 'failed',
  'not reached': 'not reached',
};

function verdictCell({ contrast }: Row, c: Colors): string {
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
