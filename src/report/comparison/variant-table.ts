import type { Colors } from 'picocolors/types.js';
import { formatBytes, formatDuration } from '../../core/units.ts';
import { type Column, minimumWidth, type Paper, renderTable } from '../table.ts';
import type { Comparison } from './comparison.ts';
import { tableBytes } from './size-difference.ts';
import type { ComparedVariant, VariantSizes } from './variant.ts';

const right = (title: string, group: string): Column => ({ title, align: 'right', group });

/** What the variants take on disk, all of it and of the tables that are read here, and what making them took. Empty for one. */
export function renderVariants(comparison: Comparison, c: Colors, paper: Paper): string {
  const { variants } = comparison;
  if (variants.length < 2) return '';
  const read = new Set(comparison.scenarios.flatMap(({ arms }) => arms.flatMap(({ tables }) => tables)));
  const name: Column = { title: 'variant', narrow: 'cut' };
  const sizes = [right('tables', 'on disk'), right('indexes', 'on disk')];
  const readSizes = [right('tables', 'read here'), right('indexes', 'read here')];
  const build: Column = { title: 'build', align: 'right' };
  const rows = variants.map((variant) => [
    variant.name,
    ...sizeCells(variant.sizes),
    ...readCells(variant.sizes, read),
    buildCell(variant, c),
  ]);
  const wide = { columns: [name, ...sizes, ...readSizes, build], rows };
  const isNarrow = minimumWidth(wide) > paper.width || read.size === 0;
  const table = isNarrow
    ? {
        columns: [name, ...sizes, build],
        rows: rows.map((row) => [...row.slice(0, 3), row[5]!]),
      }
    : wide;
  return `${c.bold('Variants')}\n${renderTable(table, paper)}`;
}

function sizeCells(sizes: VariantSizes | null): string[] {
  return sizes ? [formatBytes(tableBytes(sizes)), formatBytes(sizes.indexBytes)] : ['-', '-'];
}

function readCells(sizes: VariantSizes | null, read: ReadonlySet<string>): string[] {
  if (!sizes) return ['-', '-'];
  const tables = sizes.tables.filter(({ name }) => read.has(name));
  const sum = (bytes: (table: (typeof tables)[number]) => number) =>
    formatBytes(tables.reduce((total, table) => total + bytes(table), 0));
  return [sum(({ heapBytes, toastBytes }) => heapBytes + toastBytes), sum(({ indexBytes }) => indexBytes)];
}

/** Time to change the dataset into it; a copy of the dataset is not its price, but filling anew is. */
function buildCell({ build: { manner, cloneMs, applyMs } }: ComparedVariant, c: Colors): string {
  if (manner === 'dataset' || manner === 'settings') return c.dim('-');
  const ms = manner === 'fill' && cloneMs !== null ? cloneMs + (applyMs ?? 0) : applyMs;
  return ms === null ? '?' : formatDuration(ms);
}
