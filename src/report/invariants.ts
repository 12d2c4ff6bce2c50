import picocolors from 'picocolors';
import { formatCount } from '../core/units.ts';
import { type Paper, renderTable } from './table.ts';
import { cut } from './text.ts';

/** What `bench verify --invariants` has found out: whether a dataset that was written to still makes sense. */
export interface InvariantReport {
  /** The dataset, as asked for: `small (seed 42, uuidv4 keys)`. */
  dataset: string;
  address: string;
  /** Runs that have written to it. */
  writeRuns: number;
  /** Those that never said what they wrote: `3 (publish, 2026-01-31 09:30)`. */
  openRuns: readonly string[];
  /** Indexes and constraints that are compared with the schema's. */
  schemaObjects: number;
  /** What is missing, changed or not valid, a sentence each. */
  schema: readonly string[];
  rules: readonly RuleOutcome[];
  counts: readonly RowCount[];
}

export interface RuleOutcome {
  kind: 'foreign key' | 'unique' | 'check' | 'rule';
  name: string;
  /** What holds. */
  sentence: string;
  /** Rows that break it; of a unique key the values that are there more than once. */
  violations: number;
  /** Some of them. */
  samples: readonly string[];
  /** Why it could not be checked. */
  obstacle?: string;
}

export interface RowCount {
  table: string;
  /** Rows by the load and by the ledger of the runs. */
  loaded: number;
  inserted: number;
  deleted: number;
  /** By how many rows the ledger may be off; null while it is not known what a run wrote. */
  uncertain: number | null;
  /** Null when the table could not be read. */
  found: number | null;
}

export function holds({ schema, rules, counts }: InvariantReport): boolean {
  return schema.length === 0 && rules.every(isKept) && counts.every(addsUp);
}

function isKept({ violations, obstacle }: RuleOutcome): boolean {
  return violations === 0 && obstacle === undefined;
}

/** What a run that was killed has written is unknown: its tables cannot be wrong. */
function addsUp({ loaded, inserted, deleted, uncertain, found }: RowCount): boolean {
  if (found === null) return false;
  return uncertain === null || Math.abs(found - (loaded + inserted - deleted)) <= uncertain;
}

/** One line, and what it does not cover, when all holds; else what does not: schema, rules, counts. */
export function renderInvariants(report: InvariantReport, paper: Paper): string {
  const { bold, red } = picocolors.createColors(paper.color);
  const { schema, rules, counts } = report;
  if (holds(report)) return [sound(report), ...uncertainties(report)].join('\n');
  const broken = rules.filter((rule) => !isKept(rule));
  const wrong = counts.filter((count) => !addsUp(count));
  const parts = [
    bold(red(`${report.address} does not hold together: ${report.dataset}, ${writtenBy(report)}`)),
    ...(schema.length > 0 ? [[bold('Schema'), ...schema.map((line) => `  ${line}`)].join('\n')] : []),
    ...(broken.length > 0 ? [[bold('Rules'), ...broken.flatMap(violation)].join('\n')] : []),
    ...(wrong.length > 0 ? [[bold('Rows'), countTable(wrong, paper)].join('\n')] : []),
    ...(uncertainties(report).length > 0 ? [uncertainties(report).join('\n')] : []),
  ];
  return parts.join('\n\n');
}

function sound(report: InvariantReport): string {
  const { address, dataset, rules, counts, schemaObjects } = report;
  const of = (kind: RuleOutcome['kind']) => formatCount(rules.filter((rule) => rule.kind === kind).length);
  const rows = formatCount(counts.reduce((sum, { found }) => sum + (found ?? 0), 0));
  const adding =
    report.openRuns.length > 0
      ? 'the rows are not counted against them'
      : report.writeRuns > 0
        ? 'the rows add up with what they wrote'
        : 'the rows are as many as were loaded';
  return (
    `${address} is ${dataset}, ${writtenBy(report)}, and holds together: ${rows} rows of ${counts.length} tables ` +
    `without an orphan (${of('foreign key')} foreign keys), a duplicate (${of('unique')} unique keys) or a breach ` +
    `(${of('check')} checks, ${of('rule')} rules), ${schemaObjects} indexes and constraints are there and valid, ${adding}`
  );
}

function writtenBy({ writeRuns }: InvariantReport): string {
  if (writeRuns === 0) return 'not written to since it was loaded';
  return `written to by ${formatCount(writeRuns)} ${writeRuns === 1 ? 'run' : 'runs'}`;
}

/** What the verdict cannot tell. */
function uncertainties({ openRuns, counts }: InvariantReport): string[] {
  if (openRuns.length > 0) {
    const runs = `${openRuns.length === 1 ? 'run' : 'runs'} ${openRuns.slice(0, 5).join(', ')}`;
    return [`How many rows there should be is unknown: ${runs} ended without saying what they wrote.`];
  }
  const tables = counts.filter((count) => count.uncertain && addsUp(count));
  if (tables.length === 0) return [];
  const named = tables.map(({ table, uncertain }) => `${table} ±${tolerance(uncertain!)}`).join(', ');
  return [`Within what the runs could not tell of their last operations: ${named}.`];
}

function tolerance(rows: number): string {
  return Number.isFinite(rows) ? formatCount(rows) : 'any';
}

const longestSample = 160;

function violation({ kind, name, sentence, violations, samples, obstacle }: RuleOutcome): string[] {
  const what = kind === 'unique' ? 'value' : 'row';
  const extent = obstacle
    ? `not checked: ${obstacle}`
    : `${formatCount(violations)} ${what}${violations === 1 ? '' : 's'}`;
  return [
    `  ${kind} ${name}: ${extent}`,
    `    should hold: ${sentence}`,
    ...samples.map((sample) => `    ${cut(sample, longestSample)}`),
  ];
}

function countTable(counts: readonly RowCount[], paper: Paper): string {
  const signed = (rows: number) => (rows > 0 ? `+${formatCount(rows)}` : formatCount(rows));
  return renderTable(
    {
      columns: [
        { title: 'table' },
        { title: 'loaded', align: 'right' },
        { title: 'inserted', align: 'right', group: 'by the runs' },
        { title: 'deleted', align: 'right', group: 'by the runs' },
        { title: 'expected', align: 'right', group: 'rows' },
        { title: 'found', align: 'right', group: 'rows' },
        { title: 'difference', align: 'right' },
        { title: 'uncertain', align: 'right' },
      ],
      rows: counts.map(({ table, loaded, inserted, deleted, uncertain, found }) => {
        const expected = loaded + inserted - deleted;
        return [
          table,
          formatCount(loaded),
          formatCount(inserted),
          formatCount(deleted),
          formatCount(expected),
          found === null ? '-' : formatCount(found),
          found === null ? '-' : signed(found - expected),
          uncertain === null ? 'unknown' : uncertain === 0 ? '-' : `±${tolerance(uncertain)}`,
        ];
      }),
    },
    paper,
  );
}
