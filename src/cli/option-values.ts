import { InvalidArgumentError } from 'commander';
import { suggestion } from '../core/suggestion.ts';
import { parseDurationMs } from '../core/units.ts';
import { scales } from '../population/profile.ts';

/** Parsers of option values, for commander: it prints the option's name before their messages. */

const mostUsers = 100_000_000;

export interface Scale {
  /** As asked for: `small`, or a number. */
  name: string;
  users: number;
}

export function parseScale(text: string): Scale {
  if (Object.hasOwn(scales, text)) return { name: text, users: scales[text as keyof typeof scales] };
  const users = Number(text.replaceAll('_', ''));
  if (Number.isInteger(users) && users >= 1 && users <= mostUsers) return { name: String(users), users };
  const names = Object.keys(scales);
  const isName = /^[a-z]+$/i.test(text);
  throw new InvalidArgumentError(
    isName
      ? suggestion(text, names)
      : `Give one of ${names.join(', ')}, or a number of users from 1 to ${mostUsers}.`,
  );
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** A duration within bounds, in milliseconds. */
export function durationBetween(leastMs: number, mostMs: number, bounds: string): (text: string) => number {
  return (text) => {
    const ms = parseDurationMs(text);
    if (ms !== undefined && ms >= leastMs && ms <= mostMs) return ms;
    throw new InvalidArgumentError(`Give a duration such as 500ms, 10s or 2m, ${bounds}.`);
  };
}
