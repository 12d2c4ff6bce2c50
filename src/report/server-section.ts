import type { Colors } from 'picocolors/types.js';
import { formatBytes, formatCount, formatDuration, formatSignificant } from '../core/units.ts';
import { widestText } from './note.ts';
import { percentage } from './percentage.ts';
import type { Result } from './result.ts';
import type { Telemetry } from './telemetry.ts';
import { columnsOf, glue, wrap } from './text.ts';
import { ownShareOf, transactionsOf } from './transactions.ts';

/** What the server did meanwhile, a line a subject; what is not known, or did not happen, is left out. */
export function renderServer(result: Result, c: Colors, width: number): string[] {
  const { telemetry } = result;
  if (!telemetry) return [];
  const unit = ownShareOf(result) === 'all' ? 'an operation' : 'a transaction';
  const subjects: ReadonlyArray<readonly [title: string, text: string]> = [
    ['waits', waits(telemetry)],
    ['blocks', blocks(telemetry, unit)],
    ['WAL', isWalOfInterest(result) ? wal(telemetry, unit) : ''],
    ['temp files', tempFiles(telemetry)],
    ['meanwhile', events(telemetry)],
    ['machine', steal(telemetry)],
  ];
  const known = subjects.filter(([, text]) => text !== '');
  if (known.length === 0) return [];
  const margin = Math.max(...known.map(([title]) => columnsOf(title))) + 2;
  const room = Math.max(20, Math.min(width, widestText) - 2 - margin);
  return [
    c.bold('Server'),
    ...known.flatMap(([title, text]) =>
      wrap(text, room).map((line, i) => `  ${c.dim((i === 0 ? title : '').padEnd(margin))}${line}`),
    ),
  ];
}

/** With fewer looks at a backend a share in whole percent says more than is known. */
const fewestSamples = 100;
const fewestBusySamples = 50;
const mostWaits = 5;

/** Idle clients wait for nothing of the server's: how often they do is told apart from what the others wait for. */
function waits({ waits, samples }: Telemetry): string {
  if (samples.backends < fewestSamples) return '';
  const busy = waits.filter(({ type }) => type !== 'Idle');
  const seen = busy.reduce((sum, wait) => sum + wait.samples, 0);
  const time = `clients busy ${percentage(seen, samples.backends)} of the time`;
  if (seen < fewestBusySamples) return time;
  const counts = new Map<string, number>();
  for (const { type, event, samples } of busy) {
    const name = waitName(type, event);
    counts.set(name, (counts.get(name) ?? 0) + samples);
  }
  const shares = [...counts]
    .sort(([, a], [, b]) => b - a)
    .filter(([, count]) => count >= seen * 0.01)
    .slice(0, mostWaits)
    .map(([name, count]) => `${name.replaceAll(' ', glue)}${glue}${percentage(count, seen)}`);
  return `${time}: ${shares.join(', ')}`;
}

function waitName(type: string, event: string): string {
  if (type === 'CPU') return 'CPU';
  if (type === 'IdleInTransaction') return 'idle in transaction';
  return `${type}/${event}`;
}

function blocks(telemetry: Telemetry, unit: string): string {
  const transactions = transactionsOf(telemetry);
  if (!telemetry.database || transactions === 0) return '';
  const { blocksHit, blocksRead } = telemetry.database;
  const each = (blocks: number) => formatSignificant(blocks / transactions);
  const hits = blocksHit + blocksRead > 0 ? ` (${percentage(blocksHit, blocksHit + blocksRead)} hit)` : '';
  return `${each(blocksHit)} hit, ${each(blocksRead)} read ${unit}${hits}`;
}

/** A run that reads leaves a trickle, of no interest unless whole pages are in it. */
function isWalOfInterest({ queries, telemetry }: Result): boolean {
  return queries.some(({ writes }) => writes) || (telemetry?.wal?.fullPageImages ?? 0) > 0;
}

function wal(telemetry: Telemetry, unit: string): string {
  const { wal } = telemetry;
  const bytes = wal?.positionBytes ?? wal?.bytes ?? 0;
  const transactions = transactionsOf(telemetry);
  if (!wal || bytes <= 0) return '';
  const each = transactions > 0 ? `${formatBytes(Math.round(bytes / transactions))} ${unit}, ` : '';
  const images = `${formatCount(wal.fullPageImages)} full-page image${wal.fullPageImages === 1 ? '' : 's'}`;
  const perSecond = telemetry.windowMs > 0 ? bytes / (telemetry.windowMs / 1000) : 0;
  return `${each}${formatBytes(Math.round(perSecond))}/s, ${images}`;
}

function tempFiles({ database }: Telemetry): string {
  if (!database || database.tempBytes <= 0) return '';
  const files = `${formatCount(database.tempFiles)} file${database.tempFiles === 1 ? '' : 's'}`;
  return `${formatBytes(database.tempBytes)} in ${files}: sorts and hashes did not fit work_mem`;
}

function events({ checkpoints, autovacuum, vacuums }: Telemetry): string {
  const ended = (autovacuum ?? []).map(({ table, vacuums, analyzes }) => {
    const kinds = [...(vacuums > 0 ? ['vacuumed'] : []), ...(analyzes > 0 ? ['analyzed'] : [])];
    return `${table} ${kinds.join(' and ')}`;
  });
  const seen = vacuums
    .filter(({ table, isAutomatic }) => !isAutomatic || !autovacuum?.some((event) => event.table === table))
    .map(
      ({ table, kind, isAutomatic, seconds }) =>
        `${isAutomatic ? 'auto' : 'manual '}${kind} of ${table} under way for ${formatDuration(seconds * 1000)}`,
    );
  return [
    ...(checkpoints ? checkpointEvents(checkpoints) : []),
    ...(ended.length > 0 ? [`autovacuum: ${cutList(ended)}`] : []),
    ...(seen.length > 0 ? [cutList(seen)] : []),
  ].join('; ');
}

/** Since PostgreSQL 17 those that were due and had nothing to write are counted too: these are left out. */
function checkpointEvents({
  timed,
  requested,
  done,
  buffersWritten,
}: NonNullable<Telemetry['checkpoints']>): string[] {
  const begun = timed + requested;
  const isSkipped = requested === 0 && buffersWritten === 0 && done !== 1;
  if (begun === 0 || isSkipped) return [];
  const why =
    requested === 0
      ? 'by time'
      : timed === 0
        ? 'by WAL size or request'
        : `${requested} by WAL size or request`;
  return [`${formatCount(begun)} checkpoint${begun === 1 ? '' : 's'} begun (${why})`];
}

const longestList = 4;

function cutList(items: readonly string[]): string {
  const more = items.length - longestList;
  return more > 0 ? `${items.slice(0, longestList).join(', ')} and ${more} more` : items.join(', ');
}

function steal({ machine: { cpu } }: Telemetry): string {
  if (!cpu || cpu.steal <= 0.01) return '';
  return `the hypervisor took ${percentage(cpu.steal)} of the processors (steal)`;
}
