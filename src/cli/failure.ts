import { CommanderError } from 'commander';
import { BenchError, type ExitCode, exitCodes } from '../core/errors.ts';

/** Prints why a command failed, to stderr, and returns the exit code. Only our own bugs print a stack. */
export function reportFailure(error: unknown, signal: AbortSignal): ExitCode {
  // Commander has printed its message itself; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (signal.aborted) {
    process.stderr.write('bench: interrupted\n');
    return exitCodes.interrupted;
  }
  if (error instanceof BenchError) {
    process.stderr.write(renderFailure(error));
    return error.exitCode;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`bench: this is a bug in bench, please report it\n${stack}\n`);
  return exitCodes.bug;
}

export function renderFailure({ message, next }: BenchError): string {
  return next ? `bench: ${message}\n  ${next}\n` : `bench: ${message}\n`;
}
