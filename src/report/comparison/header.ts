import type { Colors } from 'picocolors/types.js';
import { formatBytes, formatCount, formatDuration } from '../../core/units.ts';
import { renderNotes } from '../note.ts';
import { columnsOf, wrap } from '../text.ts';
import type { Comparison } from './comparison.ts';
import { isOnce } from './once-table.ts';
import { counted, listed } from './words.ts';

/** What was compared, where, on which data and how, and what is wrong with it. */
export function renderComparisonHeader(comparison: Comparison, c: Colors, width: number): string[] {
  const room = width - 2;
  const title = `${comparison.advice ? 'advise' : 'compare'} ${comparison.name.replaceAll(',', ', ')}`;
  const method = methodOf(comparison);
  const isOneLine = columnsOf(title) + 2 + columnsOf(method) <= room;
  return [
    ...(isOneLine
      ? [`${c.bold(title)}  ${method}`]
      : [...wrap(title, room).map((line) => c.bold(line)), ...wrap(method, room)]),
    ...wrap([serversOf(comparison), ...dataOf(comparison)].join(' · '), room).map((line) => c.dim(line)),
    ...banner(comparison, c, width),
  ];
}

function methodOf({
  options: { clients, blockMs, planMode, stratum, margin },
  scenarios,
}: Comparison): string {
  const plans = planMode === 'auto' ? [] : [`${planMode} plans`];
  const only = stratum === undefined ? [] : [`only parameters of class ${stratum}`];
  const contrasts = scenarios.flatMap((scenario) => scenario.contrasts);
  const sliced = contrasts.find(({ throughput }) => throughput !== null)?.throughput;
  const isPaired = contrasts.some(({ latency }) => latency !== null);
  const isAllOnce = scenarios.length > 0 && scenarios.every(isOnce);
  const kinds = [
    ...(isAllOnce ? ['time of one operation on fresh copies'] : []),
    ...(isPaired || !(isAllOnce || sliced)
      ? [
          `service time of paired operations in blocks of ${formatDuration(blockMs)}, ${counted(clients, 'client')}`,
        ]
      : []),
    ...(sliced
      ? [`throughput in slices of ${formatDuration(sliced.sliceMs)}, ${counted(sliced.clients, 'client')}`]
      : []),
  ];
  return [kinds.join('; '), ...plans, ...only, `what matters: ${formatCount((margin - 1) * 100)} %`].join(
    ', ',
  );
}

function serversOf({ servers }: Comparison): string {
  const known = servers.map(
    ({ server: { version, embedded, address } }) =>
      `${version.split(' ')[0]} ${embedded ? 'embedded' : `at ${address}`}`,
  );
  // Settings that a server starts with give each of their arms a server of its own, of the same kind.
  if (new Set(known).size === 1) {
    return `PostgreSQL ${known[0]}${servers.length > 1 ? `, ${servers.length} servers` : ''}`;
  }
  const named = servers.map(({ name }, at) =>
    known[at]!.startsWith(name) ? known[at]! : `${name}: ${known[at]}`,
  );
  return `PostgreSQL ${listed(named)}`;
}

function dataOf({ dataset, options: { seed } }: Comparison): string[] {
  if (!dataset) return ['data not made by bench', `seed ${seed}`];
  const users = `${formatCount(dataset.users)} users`;
  const scale = /^\d+$/.test(dataset.scale) ? users : `${dataset.scale}: ${users}`;
  const seeds = dataset.seed === seed ? `seed ${seed}` : `data seed ${dataset.seed}, comparison seed ${seed}`;
  return [`${scale}, ${formatBytes(dataset.totalBytes)}`, seeds];
}

function banner({ status, reasons, startedAt, endedAt }: Comparison, c: Colors, width: number): string[] {
  if (status === 'complete') return [];
  const headline =
    status === 'interrupted'
      ? `INTERRUPTED after ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}: what was measured until then holds`
      : 'INVALID: not every arm could be compared';
  return [
    ...wrap(headline, width - 2).map((line) => c.bold(c.red(line))),
    ...renderNotes(
      reasons.map(({ text, remedy }) => ({ text, ...(remedy === null ? {} : { remedy }), level: 'bad' })),
      c,
      width,
    ),
  ];
}
