import { formatCount, formatDuration, formatNs, nsPerMs } from '../core/units.ts';
import type { Load } from './load.ts';
import type { Result } from './result.ts';

/** The traffic in a line: `open load, 500/s poisson, 8 clients, 30 s after 3.0 s warm-up`. */
export function describeLoad({ load, warming }: Pick<Result, 'load' | 'warming'>): string {
  const threads = load.threads > 1 ? ` on ${formatCount(load.threads)} threads` : '';
  return [
    `${load.kind} load`,
    ...traffic(load),
    `${formatCount(load.clients)} client${load.clients === 1 ? '' : 's'}${threads}`,
    time(load),
    ...(load.planMode === 'auto' ? [] : [`${load.planMode} plans`]),
    ...(load.stratum === undefined ? [] : [`only parameters of class ${load.stratum}`]),
    ...caches(warming.label),
  ].join(', ');
}

/** Warm caches are what is expected. */
function caches(label: string): string[] {
  if (label === 'warm') return [];
  return [label.includes('cold') ? label : `caches ${label}`];
}

function traffic(load: Load): string[] {
  if (load.kind === 'closed')
    return load.thinkTimeMs > 0 ? [`think time ${formatNs(load.thinkTimeMs * nsPerMs)}`] : [];
  return [`${describeStages(load.stages)} ${load.arrival}`];
}

type Stages = Extract<Load, { kind: 'open' }>['stages'];

/** One rate alone, or all stages with their lengths: `100/s 30 s → 400/s 30 s`, a ramp as `100 to 400/s 30 s`. */
function describeStages(stages: Stages): string {
  const rates = stages.map(({ startRate, endRate }) =>
    startRate === endRate ? formatRate(startRate) : `${formatNumber(startRate)} to ${formatRate(endRate)}`,
  );
  if (stages.length === 1) return rates[0]!;
  return stages.map(({ durationMs }, i) => `${rates[i]} ${formatDuration(durationMs)}`).join(' → ');
}

/** `500/s`, `412.5/s`: as it was asked for, or to four digits. */
export function formatRate(perSecond: number): string {
  return `${formatNumber(perSecond)}/s`;
}

function formatNumber(perSecond: number): string {
  return perSecond >= 1000 || Number.isInteger(perSecond)
    ? formatCount(perSecond)
    : String(Number(perSecond.toPrecision(4)));
}

function time({ measuredMs, durationMs, warmupMs }: Load): string {
  const isShort = measuredMs < durationMs * 0.98;
  const asked = formatDuration(durationMs);
  const measured = isShort ? `${formatDuration(measuredMs)} of ${asked}` : asked;
  return `${measured} ${warmupMs > 0 ? `after ${formatDuration(warmupMs)} warm-up` : 'without warm-up'}`;
}
