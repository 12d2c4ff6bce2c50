import type { Colors } from 'picocolors/types.js';
import { formatSignificant } from '../core/units.ts';
import { formatLatency } from './latency-text.ts';
import type { QueryResult, SlowOperation } from './query-result.ts';
import { queryName } from './query-table.ts';
import type { Result } from './result.ts';
import { type Paper, renderTable } from './table.ts';
import { cut, harmless } from './text.ts';

interface Slow {
  readonly query: QueryResult;
  readonly operation: SlowOperation;
}

/** The slowest operations of all queries, slowest first. */
export function slowestOf({ queries }: Result, count: number): Slow[] {
  return queries
    .flatMap((query) => query.slowest.map((operation) => ({ query, operation })))
    .sort((a, b) => b.operation.latency.ns - a.operation.latency.ns)
    .slice(0, count);
}

/**
 * A list of the slowest operations, then each as SQL to be pasted, with its plan where there is one. SQL and plans are
 * not broken into lines: what is copied must be whole.
 */
export function renderSlowest(result: Result, count: number, c: Colors, paper: Paper): string {
  const slowest = slowestOf(result, count);
  if (slowest.length === 0) return '';
  const table = renderTable(
    {
      columns: [
        { title: '#', align: 'right' },
        { title: 'query', narrow: 'cut' },
        { title: slowest[0]!.query.latency.kind, align: 'right' },
        { title: 'due at', align: 'right' },
        { title: 'stratum' },
        { title: 'parameters', narrow: 'wrap' },
      ],
      rows: slowest.map(({ query, operation }, i) => [
        String(i + 1),
        queryName(query, result),
        formatLatency(operation.latency),
        `${formatSignificant(operation.startMs / 1000)} s`,
        operation.stratum,
        parametersOf(operation),
      ]),
    },
    paper,
  );
  const statements = slowest.map(({ operation }, i) => renderStatement(i + 1, operation, c));
  return [c.bold('Slowest operations'), table, ...statements.map((text) => `\n${text}`)].join('\n');
}

/** Longer values are whole in the SQL below. */
const longestValue = 60;

function parametersOf({ parameters }: SlowOperation): string {
  const texts = Object.entries(parameters).map(
    ([name, value]) => `${name}=${value === null ? 'NULL' : cut(harmless(value), longestValue)}`,
  );
  return texts.length === 0 ? '-' : texts.join(' ');
}

function renderStatement(number: number, { statement, explain }: SlowOperation, c: Colors): string {
  return [
    c.dim(`-- ${number}`),
    statement,
    ...(explain === null
      ? []
      : [
          c.dim(
            explain
              .split('\n')
              .map((line) => `--   ${line}`)
              .join('\n'),
          ),
        ]),
  ].join('\n');
}
