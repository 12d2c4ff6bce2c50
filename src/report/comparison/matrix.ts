import type { Colors } from 'picocolors/types.js';
import { minimumWidth, type Paper, renderTable, type Table } from '../table.ts';
import type { Comparison } from './comparison.ts';
import { paintStatus, paintVerdict, statusWords } from './contender-table.ts';
import { headlineOf } from './headline.ts';
import { shortVerdictText } from './ratio-text.ts';

/** Contenders by scenarios, a verdict a cell; and what they cost writes. As many tables as the width takes. */
export function renderMatrix(comparison: Comparison, c: Colors, paper: Paper): string {
  const arms = contenderNames(comparison);
  const columns = [
    ...comparison.scenarios.map(({ scenario, contrasts }) => ({
      title: scenario,
      cells: arms.map((arm) =>
        readCell(
          contrasts.find((contrast) => contrast.arm === arm),
          c,
        ),
      ),
    })),
    ...(comparison.writes
      ? [{ title: 'writes', cells: arms.map((arm) => writeCell(comparison, arm, c)) }]
      : []),
  ];
  const tables: Table[] = [];
  for (let from = 0; from < columns.length; ) {
    let to = from + 1;
    while (to < columns.length && minimumWidth(tableOf(arms, columns.slice(from, to + 1))) <= paper.width)
      to++;
    tables.push(tableOf(arms, columns.slice(from, to)));
    from = to;
  }
  return tables.map((table) => renderTable(table, paper)).join('\n\n');
}

/** Of all scenarios, in the order of the first that has them. */
export function contenderNames({ scenarios }: Comparison): string[] {
  return [...new Set(scenarios.flatMap(({ contrasts }) => contrasts.map(({ arm }) => arm)))];
}

interface MatrixColumn {
  readonly title: string;
  readonly cells: readonly string[];
}

function tableOf(arms: readonly string[], columns: readonly MatrixColumn[]): Table {
  return {
    columns: [{ title: 'arm', narrow: 'cut' }, ...columns.map(({ title }) => ({ title }))],
    rows: arms.map((arm, i) => [arm, ...columns.map(({ cells }) => cells[i]!)]),
  };
}

function readCell(
  contrast: Comparison['scenarios'][number]['contrasts'][number] | undefined,
  c: Colors,
): string {
  if (!contrast) return c.dim('-');
  if (contrast.status !== 'measured') return paintStatus(contrast.status, statusWords[contrast.status], c);
  const judged = headlineOf(contrast);
  return judged ? paintVerdict(judged, shortVerdictText(judged), c) : c.dim('-');
}

function writeCell({ scenarios, writes }: Comparison, name: string, c: Colors): string {
  const arm = scenarios.flatMap(({ arms }) => arms).find((each) => each.name === name);
  const contrast = writes?.contrasts.find(({ variant }) => variant === arm?.variant);
  if (!contrast) return c.dim('-');
  if (contrast.status !== 'measured') return paintStatus(contrast.status, statusWords[contrast.status], c);
  const judged = contrast.load?.throughput;
  return judged ? paintVerdict(judged, shortVerdictText(judged), c) : c.dim('-');
}
