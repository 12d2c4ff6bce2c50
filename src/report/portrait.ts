import picocolors from 'picocolors';
import { formatCount, formatSignificant } from '../core/units.ts';
import { type Paper, renderTable } from './table.ts';
import { wrap } from './text.ts';

/** A figure of a population as `bench describe` shows it. */
export interface ShownFigure {
  readonly topic: string;
  readonly name: string;
  readonly claimed: number;
  readonly measured: number;
  /** How far off it may be. */
  readonly tolerance: number;
  readonly unit: 'share' | 'count' | 'ratio' | 'exponent' | 'hours' | 'characters';
  readonly source: string;
  readonly verdict: 'as claimed' | 'off' | 'world too small';
  /** Users a world must have to show it. */
  readonly leastUsers?: number;
}

export interface ShownPopulation {
  readonly users: number;
  readonly seed: number;
  /** `default`, or what differs from it. */
  readonly profile: string;
  readonly density: number;
  readonly figures: readonly ShownFigure[];
}

/** The claims of a profile beside what its world shows. */
export function renderPortrait(population: ShownPopulation, paper: Paper): string {
  const { users, seed, profile, figures } = population;
  const c = picocolors.createColors(paper.color);
  const heading = `${c.bold('Population')} of ${formatCount(users)} users, seed ${seed}, profile ${profile}`;
  const marks = { 'as claimed': '', off: `${c.red('off')} `, 'world too small': '* ' };
  const rows = figures.map((figure, i) => [
    figures[i - 1]?.topic === figure.topic ? '' : figure.topic,
    figure.name,
    format(figure.claimed, figure.unit),
    figure.verdict === 'world too small'
      ? c.dim(format(figure.measured, figure.unit))
      : format(figure.measured, figure.unit),
    `${marks[figure.verdict]}±${format(figure.tolerance, figure.unit)}`,
    figure.source,
  ]);
  const table = renderTable(
    {
      columns: [
        { title: '' },
        { title: 'figure', narrow: 'wrap' },
        { title: 'claimed', align: 'right' },
        { title: 'measured', align: 'right' },
        { title: 'within', align: 'right' },
        { title: 'source', narrow: 'wrap' },
      ],
      rows,
    },
    paper,
  );
  const notes = notesOn(population).flatMap((note) => wrap(note, paper.width - 2));
  return [...wrap(heading, paper.width), '', table, '', ...notes.map((line) => `  ${c.dim(line)}`)].join(
    '\n',
  );
}

function notesOn({ figures, density }: ShownPopulation): string[] {
  const off = figures.filter(({ verdict }) => verdict === 'off');
  const small = figures.filter(({ verdict }) => verdict === 'world too small');
  const least = Math.max(...small.map(({ leastUsers = 1 }) => leastUsers));
  return [
    off.length === 0
      ? `As claimed, within their tolerances: ${figures.length - small.length} of ${figures.length} figures.`
      : `Off: ${off.map(({ topic, name }) => `${topic}: ${name}`).join('; ')}.`,
    `Accounts followed are scaled to ${formatSignificant(density * 100)} % of Pew's medians.`,
    ...(small.length === 0
      ? []
      : [`* ${small.length} cannot be told in a world so small; all can with ${formatCount(least)} users.`]),
  ];
}

function format(value: number, unit: ShownFigure['unit']): string {
  if (!Number.isFinite(value)) return '-';
  if (unit === 'share') return `${percent(value * 100)} %`;
  return unit === 'hours' ? `${formatSignificant(value)} h` : formatSignificant(value);
}

function percent(value: number): string {
  return value >= 99.95 || value === 0 ? value.toFixed(0) : value.toFixed(value >= 9.995 ? 1 : 2);
}
