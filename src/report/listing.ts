import picocolors from 'picocolors';
import { formatBytes, formatCount, formatDuration, formatSignificant } from '../core/units.ts';
import { type Paper, renderTable } from './table.ts';
import { wrap } from './text.ts';

/** A query of a scenario, as `bench list scenarios` shows it. */
export interface ListedQuery {
  readonly scenario: string;
  readonly query: string;
  /** Names of the parameters. */
  readonly parameters: readonly string[];
  readonly summary: string;
  /** Whether it writes into the database. */
  readonly writes: boolean;
}

/** Queries that run together by name, as `bench list mixes` shows it. */
export interface ListedMix {
  readonly name: string;
  readonly summary: string;
  /** Names as `bench run` takes them, with their weights. */
  readonly parts: readonly { readonly name: string; readonly weight: number }[];
}

/** A physical design. */
export interface ListedVariant {
  readonly name: string;
  readonly kind: string;
  readonly summary: string;
  /** What it is expected to win, and to cost. */
  readonly wins: string;
  readonly costs: string;
}

/** A named size of the dataset, with what it will be once loaded. */
export interface ListedScale {
  readonly name: string;
  readonly users: number;
  readonly rows: number;
  readonly heapBytes: number;
  readonly indexBytes: number;
  /** Estimated, on this machine. */
  readonly loadMs: number;
}

/** A scenario's name once, before the first of its queries. */
export function renderScenarios(queries: readonly ListedQuery[], paper: Paper): string {
  const rows = queries.map(({ scenario, query, parameters, summary, writes }, i) => [
    queries[i - 1]?.scenario === scenario ? '' : scenario,
    query,
    writes ? 'writes' : 'reads',
    parameters.join(', ') || '-',
    summary || '-',
  ]);
  return section('Scenarios', paper, [
    renderTable(
      {
        columns: [
          { title: 'scenario' },
          { title: 'query' },
          { title: '' },
          { title: 'parameters', narrow: 'wrap' },
          { title: 'what it asks or does', narrow: 'wrap' },
        ],
        rows,
      },
      paper,
    ),
    ...note('bench run <scenario> [--query <query>], or bench run ./file.sql for a query of your own', paper),
  ]);
}

/** Each mix with its parts as `bench run` takes them, shares in percent. */
export function renderMixes(mixes: readonly ListedMix[], paper: Paper): string {
  if (mixes.length === 0) return section('Mixes', paper, ['  None.']);
  const rows = mixes.map(({ name, summary, parts }) => {
    const total = parts.reduce((sum, { weight }) => sum + weight, 0);
    const shares = parts.map(
      (part) => `${part.name} ${Number(((part.weight / total) * 100).toPrecision(3))} %`,
    );
    return [name, shares.join(', '), summary || '-'];
  });
  const columns = [
    { title: 'mix' },
    { title: 'of', narrow: 'wrap' as const },
    { title: 'what it is like', narrow: 'wrap' as const },
  ];
  return section('Mixes', paper, [
    renderTable({ columns, rows }, paper),
    ...note('bench run <mix>, or one of your own by weight: bench run feed=50,post=15,like=6', paper),
  ]);
}

/** By kind, in the order of the first of each; below what a variant changes, what that should win (+) and cost (-). */
export function renderVariants(variants: readonly ListedVariant[], paper: Paper): string {
  if (variants.length === 0) return section('Variants', paper, ['  None.']);
  const kinds = [...new Set(variants.map(({ kind }) => kind))];
  const rows = kinds.flatMap((kind) =>
    variants
      .filter((variant) => variant.kind === kind)
      .flatMap(({ name, summary, wins, costs }, i) => [
        [i === 0 ? kind : '', name, summary],
        ['', '', `+ ${wins}`],
        ['', '', `- ${costs}`],
      ]),
  );
  const columns = [
    { title: 'kind' },
    { title: 'variant' },
    { title: 'what it changes, should win (+) and cost (-)', narrow: 'wrap' as const },
  ];
  return section('Variants', paper, [
    renderTable({ columns, rows }, paper),
    ...note(
      'bench run <scenario> --variant <variant>; several at once: composite+covering-feed; a folder of your own: ' +
        './my-variant',
      paper,
    ),
  ]);
}

/** The sizes, each with what it will take: predicted, and rounded so that nobody takes it for counted. */
export function renderScales(scales: readonly ListedScale[], density: number, paper: Paper): string {
  const rows = scales.map(({ name, users, rows, heapBytes, indexBytes, loadMs }) => [
    name,
    formatCount(users),
    `~ ${formatCount(rounded(rows))}`,
    `~ ${formatBytes(heapBytes)}`,
    `~ ${formatBytes(indexBytes)}`,
    `~ ${formatBytes(heapBytes + indexBytes)}`,
    `~ ${formatDuration(loadMs)}`,
  ]);
  return section('Scales', paper, [
    renderTable(
      {
        columns: [
          { title: 'scale' },
          { title: 'users', align: 'right' },
          { title: 'rows', align: 'right' },
          { title: 'tables', align: 'right', group: 'on disk' },
          { title: 'indexes', align: 'right', group: 'on disk' },
          { title: 'together', align: 'right', group: 'on disk' },
          { title: 'load', align: 'right' },
        ],
        rows,
      },
      paper,
    ),
    ...note(
      '--scale takes a name or any number of users; rows and sizes are predicted, the time to load is an estimate ' +
        'for the embedded server on this machine as busy as it is now',
      paper,
    ),
    ...note(
      `accounts followed are scaled to ${formatSignificant(density * 100)} % of Pew's medians`,
      paper,
    ).slice(1),
  ]);
}

function section(title: string, { color }: Paper, lines: readonly string[]): string {
  return [picocolors.createColors(color).bold(title), ...lines].join('\n');
}

function note(text: string, { color, width }: Paper): string[] {
  const { dim } = picocolors.createColors(color);
  return ['', ...wrap(text, width - 2).map((line) => `  ${dim(line)}`)];
}

/** Three significant digits. */
function rounded(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 2);
  return Math.round(count / unit) * unit;
}
