import type { CommanderError } from 'commander';
import { type BenchError, usageError } from '../core/errors.ts';

/** Commander's words for what is wrong with a command line, and ours. The first match wins. */
const translations: ReadonlyArray<
  readonly [theirs: RegExp, ours: (...groups: string[]) => readonly [message: string, next?: string]]
> = [
  [
    /^option '.*?(--[\w-]+).*?' argument '(.*)' is invalid\. (.*)$/s,
    (option, value, next) => [`invalid value "${value}" of ${option}`, next],
  ],
  [/^option '.*?(--[\w-]+).*?' argument missing$/, (option) => [`${option} needs a value`]],
  [/^missing required argument '(.*)'$/, (argument) => [`<${argument}> is missing`]],
  [/^too many arguments/, () => ['too many arguments']],
  [/^(.*)\n\(Did you mean (?:one of )?(.*)\?\)$/s, (problem, names) => [problem, `did you mean ${names}?`]],
];

/** What commander found, in the words and with the exit code of our own errors. `help` is how to get help on it. */
export function commandLineError({ message }: CommanderError, help: string): BenchError {
  const theirs = message.replace(/^error: /, '');
  for (const [pattern, translate] of translations) {
    const match = pattern.exec(theirs);
    if (!match) continue;
    const [ours, next] = translate(...match.slice(1));
    return usageError(ours, next ?? help);
  }
  return usageError(theirs, help);
}

/** Whether commander has shown help or a version rather than found a fault. */
export function isHelp({ code }: CommanderError): boolean {
  return code === 'commander.help' || code === 'commander.helpDisplayed' || code === 'commander.version';
}
