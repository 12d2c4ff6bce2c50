import CliTable from 'cli-table3';
import picocolors from 'picocolors';
import { columnsOf, cut } from './text.ts';

export interface Column {
  readonly title: string;
  /** Numbers right, text left (the default). */
  readonly align?: 'left' | 'right';
  /** What to do when the table is too wide: keep the column (the default), cut its texts, or wrap them. */
  readonly narrow?: 'keep' | 'cut' | 'wrap';
  /** Neighbours of one group share a heading above their titles. */
  readonly group?: string;
}

export interface Table {
  readonly columns: readonly Column[];
  /** One text a column; may be coloured. */
  readonly rows: ReadonlyArray<readonly string[]>;
  /** Columns of space before every line; 2 by default. */
  readonly indent?: number;
}

export interface Paper {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

const gap = 2;
/** A column is not cut or wrapped to less than this. */
const narrowest = 16;

/** A table without borders, a thin rule under its titles. No trailing newline. */
export function renderTable(table: Table, { color, width }: Paper): string {
  const indent = ' '.repeat(table.indent ?? 2);
  const widths = columnWidths(table, width - indent.length);
  const c = picocolors.createColors(color);
  const titles = table.columns.map(({ title }) => c.bold(title));
  const groups = table.columns.some(({ group }) => group) ? [groupLine(table, widths, c.dim)] : [];
  const rule = c.dim('─'.repeat(total(widths)));
  const lines = [...groups, ...layOut(table, widths, [titles]), rule, ...layOut(table, widths, table.rows)];
  return lines.map((line) => (indent + line).trimEnd()).join('\n');
}

/** Columns that the table needs at least, its indent included. */
export function minimumWidth(table: Table): number {
  return (table.indent ?? 2) + total(columnWidths(table, 0));
}

function layOut(table: Table, widths: readonly number[], rows: Table['rows']): string[] {
  if (rows.length === 0) return [];
  const layout = new CliTable({
    chars: borderless,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [] },
    colWidths: widths.map((each) => each + gap),
    colAligns: table.columns.map(({ align }) => align ?? 'left'),
  });
  for (const row of rows) {
    layout.push(row.map((content, i) => ({ content, wordWrap: table.columns[i]?.narrow === 'wrap' })));
  }
  return layout.toString().split('\n');
}

const borderless = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);

function total(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, 0) + gap * (widths.length - 1);
}

/** Natural widths, taken back to `width` where columns may be narrowed: the widest of them first. */
function columnWidths(table: Table, width: number): number[] {
  const widths = table.columns.map(({ title }, i) =>
    Math.max(columnsOf(title), ...table.rows.map((row) => columnsOf(row[i] ?? ''))),
  );
  for (let excess = total(widths) - width; excess > 0; excess = total(widths) - width) {
    let widest = -1;
    for (const [i, { narrow = 'keep' }] of table.columns.entries()) {
      if (narrow !== 'keep' && widths[i]! > narrowest && widths[i]! > (widths[widest] ?? 0)) widest = i;
    }
    if (widest < 0) break;
    widths[widest]!--;
  }
  return widths;
}

/** The headings of the groups; not laid out as cells, since a spanning cell counts borders that are not there. */
function groupLine(table: Table, widths: readonly number[], dim: (text: string) => string): string {
  const spans: string[] = [];
  for (let from = 0, to = 0; from < table.columns.length; from = to) {
    const { group } = table.columns[from]!;
    for (to = from + 1; group !== undefined && table.columns[to]?.group === group; ) to++;
    const span = total(widths.slice(from, to));
    spans.push(group === undefined ? ' '.repeat(span) : dim(bracket(group, span)));
  }
  return spans.join(' '.repeat(gap));
}

/** `──── service time ────`, exactly `width` columns wide. */
function bracket(title: string, width: number): string {
  const dashes = width - columnsOf(title) - 2;
  if (dashes < 2) return cut(title, width).padEnd(width);
  const left = Math.floor(dashes / 2);
  return `${'─'.repeat(left)} ${title} ${'─'.repeat(dashes - left)}`;
}
