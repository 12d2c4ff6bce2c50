import { InvalidArgumentError } from 'commander';
import { suggestion } from '../core/suggestion.ts';
import { formatCount, parseDurationMs } from '../core/units.ts';
import { scales } from '../population/scale.ts';

/** Parsers of option values, for commander: it prints the option's name before their messages. */

const mostUsers = 100_000_000;

export interface Scale {
  /** `small`; a number where the size has no name. */
  name: string;
  users: number;
}

/** One dataset has one name: 10000 is `small`. */
export function parseScale(text: string): Scale {
  if (Object.hasOwn(scales, text)) return { name: text, users: scales[text as keyof typeof scales] };
  const users = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  const named = Object.entries(scales).find(([, size]) => size === users)?.[0];
  if (users >= 1 && users <= mostUsers) return { name: named ?? String(users), users };
  const names = Object.keys(scales);
  throw new InvalidArgumentError(
    `${suggestion(text, names)}, or a number of users from 1 to ${formatCount(mostUsers)}`,
  );
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`give a whole number from ${least} to ${most}`);
  };
}

/** A duration within bounds, in milliseconds. */
export function durationBetween(leastMs: number, mostMs: number, bounds: string): (text: string) => number {
  return (text) => {
    const ms = parseDurationMs(text);
    if (ms !== undefined && ms >= leastMs && ms <= mostMs) return ms;
    throw new InvalidArgumentError(`give a duration such as 500ms, 10s or 2m, ${bounds}`);
  };
}

/** A ratio within bounds. */
export function ratioBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`give a ratio from ${least} to ${most}, such as 1.05`);
  };
}
