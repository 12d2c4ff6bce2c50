import { CommanderError } from 'commander';
import { BenchError, type ExitCode, exitCodes } from '../core/errors.ts';
import { commandLineError, isHelp } from './command-line-error.ts';
import { withoutCredentials } from './credentials.ts';

/**
 * Prints why a command failed, to stderr, and returns the exit code. Only our own bugs print a stack. `help` is what
 * to do about a command line that cannot be read.
 */
export function reportFailure(error: unknown, signal: AbortSignal, help: string): ExitCode {
  if (error instanceof CommanderError) {
    // `bench` alone shows its help as an error.
    if (isHelp(error)) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    return reportFailure(commandLineError(error, help), signal, help);
  }
  if (signal.aborted) {
    process.stderr.write('bench: interrupted\n');
    return exitCodes.interrupted;
  }
  if (error instanceof BenchError) {
    process.stderr.write(renderFailure(error));
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`bench: this is a bug in bench, please report it\n${withoutCredentials(stack)}\n`);
  return exitCodes.bug;
}

export function renderFailure({ message, next }: BenchError): string {
  return withoutCredentials(next ? `bench: ${message}\n  ${next}\n` : `bench: ${message}\n`);
}
