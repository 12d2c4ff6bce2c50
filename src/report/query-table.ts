import type { Colors } from 'picocolors/types.js';
import { formatCount, formatSignificant } from '../core/units.ts';
import { type Latency, type LatencyValue, percentileTitles } from './latency.ts';
import { formatLatency } from './latency-text.ts';
import type { Counters, QueryResult } from './query-result.ts';
import type { Result } from './result.ts';
import { type Column, minimumWidth, type Paper, renderTable, type Table } from './table.ts';

/** What a row of the table shows: a query, one of its strata, or all queries together. */
interface Subject {
  readonly name: string;
  readonly level: 'total' | 'query' | 'stratum';
  readonly throughputPerSecond: number;
  /** Null when there is none to tell; undefined where it would mean nothing. */
  readonly rowsPerOperation: number | null | undefined;
  readonly counters: Counters;
  readonly latency: Latency;
}

const right = (title: string, group?: string): Column => ({
  title,
  align: 'right',
  ...(group === undefined ? {} : { group }),
});

/** The measurements: one table, or two above one another where the paper is too narrow for one. */
export function renderQueries(result: Result, c: Colors, paper: Paper & { strata: boolean }): string {
  const subjects = result.queries.flatMap((query) => [
    ofQuery(query, result),
    ...(paper.strata ? ofStrata(query, result) : []),
  ]);
  if (result.queries.length > 1) subjects.push(ofAll(result));
  const name: Column = { title: 'query', narrow: 'cut' };
  const work = [right('rows/op'), right('errors'), right('timeouts')];
  const times = [...percentileTitles.map(([, title]) => title), 'max'];
  // Said in the table itself: under closed load a slow server also slows the asking, and waiting is not in it.
  const kind = `${result.latency.kind} (${result.load.kind} load)`;

  const wide: Table = {
    columns: [name, right('ops/s'), ...times.map((title) => right(title, kind)), ...work],
    rows: subjects.map((s) => row(s, c, [rateCell(s), ...timeCells(s.latency, c), ...workCells(s, c)])),
  };
  if (minimumWidth(wide) <= paper.width) return renderTable(wide, paper);

  const first: Table = {
    columns: [name, right('ops/s'), ...work],
    rows: subjects.map((s) => row(s, c, [rateCell(s), ...workCells(s, c)])),
  };
  const second: Table = {
    columns: [name, ...times.map((title) => right(title, kind))],
    rows: subjects.map((s) => row(s, c, timeCells(s.latency, c))),
  };
  return `${renderTable(first, paper)}\n\n${renderTable(second, paper)}`;
}

/** How a query is called in this result: by what tells it from the others. */
export function queryName({ scenario, query }: QueryResult, { queries }: Result): string {
  if (queries.every((other) => other.scenario === scenario)) return query;
  if (queries.every((other) => other.query === query)) return scenario;
  return `${scenario} · ${query}`;
}

function ofQuery(query: QueryResult, result: Result): Subject {
  const { throughputPerSecond, counters, latency, rows } = query;
  return {
    name: queryName(query, result),
    level: 'query',
    throughputPerSecond,
    rowsPerOperation: rows.perOperation,
    counters,
    latency,
  };
}

function ofStrata(query: QueryResult, { load }: Result): Subject[] {
  return query.strata.map(({ stratum, counters, rows, latency }) => ({
    name: `  ${stratum}`,
    level: 'stratum',
    throughputPerSecond: load.measuredMs > 0 ? (counters.succeeded / load.measuredMs) * 1000 : 0,
    rowsPerOperation: rows.perOperation,
    counters,
    latency,
  }));
}

/** Rows an operation are left out: of questions that differ, their mean says nothing. */
function ofAll({ throughputPerSecond, counters, latency }: Result): Subject {
  return { name: 'all', level: 'total', throughputPerSecond, rowsPerOperation: undefined, counters, latency };
}

const missing = '-';

function row({ name, level }: Subject, c: Colors, cells: readonly string[]): string[] {
  if (level === 'total') return [name, ...cells].map((cell) => (cell === '' ? cell : c.bold(cell)));
  return [level === 'stratum' ? c.dim(name) : name, ...cells];
}

function rateCell({ throughputPerSecond }: Subject): string {
  return formatSignificant(throughputPerSecond);
}

function timeCells({ percentiles, maxNs }: Latency, c: Colors): string[] {
  return [...percentileTitles.map(([key]) => percentiles[key]), maxNs].map((value) => timeCell(value, c));
}

function timeCell(value: LatencyValue | null, c: Colors): string {
  const text = formatLatency(value);
  if (value === null) return c.dim(text);
  return value.atLeast ? c.yellow(text) : text;
}

function workCells({ rowsPerOperation, counters }: Subject, c: Colors): string[] {
  const { failed, timedOut } = counters;
  return [
    rowsPerOperation === undefined
      ? ''
      : rowsPerOperation === null
        ? c.dim(missing)
        : formatSignificant(rowsPerOperation),
    failed > 0 ? c.red(formatCount(failed)) : c.dim('0'),
    timedOut > 0 ? c.yellow(formatCount(timedOut)) : c.dim('0'),
  ];
}
