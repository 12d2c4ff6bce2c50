import type { Colors } from 'picocolors/types.js';
import { formatBytes, formatCount, formatDuration } from '../core/units.ts';
import type { Result } from './result.ts';
import { wrap } from './text.ts';

/** What ran, on which server and data, and what is wrong with it: two to four lines. */
export function renderHeader(result: Result, c: Colors, width: number): string[] {
  const [title = '', ...more] = wrap(subject(result), width - 2);
  const load = describeLoad(result);
  const isOneLine = more.length === 0 && title.length + 2 + load.length <= width - 2;
  return [
    ...(isOneLine
      ? [`${c.bold(title)}  ${load}`]
      : [...[title, ...more].map((line) => c.bold(line)), ...wrap(load, width - 2)]),
    ...wrap([describeServer(result), ...describeData(result)].join(' · '), width - 2).map((line) =>
      c.dim(line),
    ),
    ...(result.status === 'complete'
      ? []
      : wrap(banner(result), width - 2).map((line) => c.bold(c.red(line)))),
  ];
}

/** `feed · baseline`, `feed, search · baseline`, or the scenarios alone where their queries differ. */
function subject({ queries }: Result): string {
  const scenarios = [...new Set(queries.map(({ scenario }) => scenario))].join(', ');
  const names = new Set(queries.map(({ query }) => query));
  return names.size === 1 ? `${scenarios} · ${[...names][0]}` : scenarios;
}

function describeLoad({ load }: Result): string {
  const asked = formatDuration(load.durationMs);
  const measured = formatDuration(load.measuredMs);
  const isShort = load.measuredMs < load.durationMs * 0.98;
  const clients = `${formatCount(load.clients)} client${load.clients === 1 ? '' : 's'}`;
  const warmup = load.warmupMs > 0 ? `after ${formatDuration(load.warmupMs)} warm-up` : 'without warm-up';
  return `closed load, ${clients}, ${isShort ? `${measured} of ${asked}` : asked} ${warmup}`;
}

function describeServer({ server }: Result): string {
  const version = server.version.split(' ')[0];
  return `PostgreSQL ${version} ${server.embedded ? 'embedded' : `at ${server.address}`}`;
}

function describeData({ dataset, load }: Result): string[] {
  if (!dataset) return ['data not made by bench', `seed ${load.seed}`];
  const users = `${formatCount(dataset.users)} users`;
  const scale = /^\d+$/.test(dataset.scale) ? users : `${dataset.scale}: ${users}`;
  const seed =
    dataset.seed === load.seed ? `seed ${load.seed}` : `data seed ${dataset.seed}, load seed ${load.seed}`;
  const keys = dataset.keys === 'uuidv4' ? [] : [`${dataset.keys} keys`];
  return [`${scale}, ${formatBytes(dataset.totalBytes)}`, ...keys, seed];
}

function banner({ status, reasons, load }: Result): string {
  if (status === 'invalid')
    return `INVALID, do not use these numbers: ${reasons.join('; ') || 'no reason given'}`;
  const seconds = `${formatDuration(load.measuredMs)} of ${formatDuration(load.durationMs)}`;
  return `INTERRUPTED after ${seconds}${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}`;
}
