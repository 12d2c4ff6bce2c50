import { InvalidArgumentError } from 'commander';
import { parseDurationMs } from '../core/units.ts';
import type { Stage } from '../engine/load-plan.ts';

/** Rates and stages of an open load as they are written on the command line. */

const secondsPer: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const highestRate = 1_000_000;

/** `500/s`, `30/m` or `500`: operations a second. */
export function parseRate(text: string): number {
  const rate = rateOf(text);
  if (rate !== undefined && rate > 0 && rate <= highestRate) return rate;
  throw new InvalidArgumentError('give operations a second such as 500/s, or a minute, 30/m');
}

/**
 * `100/s:30s,400/s:30s`: steps; `100/s-400/s:1m` goes evenly from one rate to the other. A rate of 0 is a pause, not
 * for all stages.
 */
export function parseStages(text: string): Stage[] {
  const stages = text.split(',').map((part) => parseStage(part.trim()));
  if (stages.every(({ startRate, endRate }) => startRate + endRate === 0))
    throw new InvalidArgumentError(`in all of "${text}" nothing would be sent`);
  return stages;
}

function parseStage(text: string): Stage {
  const [rates = '', time = '', ...rest] = text.split(':');
  const [start = '', end = start, ...more] = rates.split('-');
  const [startRate, endRate, durationMs] = [rateOf(start), rateOf(end), parseDurationMs(time)];
  const isComplete = rest.length + more.length === 0 && startRate !== undefined && endRate !== undefined;
  if (
    isComplete &&
    durationMs !== undefined &&
    durationMs >= 1 &&
    Math.max(startRate, endRate) <= highestRate
  )
    return { startRate, endRate, durationMs };
  throw new InvalidArgumentError(`"${text}" is no stage: write 100/s:30s, or 100/s-400/s:1m for a ramp`);
}

function rateOf(text: string): number | undefined {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(?:\/(s|m|h))?$/.exec(text.trim()) ?? [];
  return number === undefined ? undefined : Number(number) / secondsPer[unit]!;
}
