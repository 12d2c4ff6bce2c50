import type { Colors } from 'picocolors/types.js';
import { type Paper, renderTable } from '../table.ts';
import { cut, wrap } from '../text.ts';
import type { Mismatch } from './proof.ts';

const longestValue = 40;
const mostColumns = 12;

/** The first row that differs, the parameters, and the statements to look for oneself. */
export function renderMismatch(
  mismatch: Mismatch,
  names: { baseline: string; contender: string },
  c: Colors,
  paper: Paper,
): string[] {
  const { what, row, stratum, statement, baselineStatement } = mismatch;
  const place = `row ${row} with ${parametersText(mismatch)}${stratum === null ? '' : ` (${stratum})`}`;
  return [
    ...wrap(`${what}: ${place}`, paper.width - 4).map((line) => `  ${line}`),
    renderTable({ ...rowsBeside(mismatch, names, c), indent: 4 }, paper),
    c.dim(`-- ${names.baseline}`),
    baselineStatement,
    c.dim(`-- ${names.contender}`),
    statement,
  ];
}

function parametersText({ parameters }: Mismatch): string {
  const texts = Object.entries(parameters).map(
    ([name, value]) => `${name} = ${value === null ? 'NULL' : cut(value, longestValue)}`,
  );
  return texts.length === 0 ? 'no parameters' : texts.join(', ');
}

/** Columns that differ, and the first one to recognise the row by. */
function rowsBeside(
  { columns, baseline, contender }: Mismatch,
  names: Record<'baseline' | 'contender', string>,
  c: Colors,
) {
  const differs = (i: number) => !baseline || !contender || baseline[i] !== contender[i];
  const shown = columns.flatMap((name, i) => (i === 0 || differs(i) ? [{ name, i }] : []));
  const cell = (row: Mismatch['baseline'], i: number) => {
    if (!row) return c.dim('no such row');
    const value = row[i] ?? null;
    const text = value === null ? 'NULL' : cut(value, longestValue);
    return differs(i) ? c.red(text) : text;
  };
  return {
    columns: [{ title: 'column' }, { title: names.baseline }, { title: names.contender }],
    rows: shown.slice(0, mostColumns).map(({ name, i }) => [name, cell(baseline, i), cell(contender, i)]),
  };
}
