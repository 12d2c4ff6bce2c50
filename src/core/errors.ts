/** The exit codes of every command. 70 (BSD's EX_SOFTWARE) is kept for our own bugs, which alone print a stack. */
export const exitCodes = {
  done: 0,
  gateFailed: 1,
  usage: 2,
  environment: 3,
  invalid: 4,
  inconclusive: 5,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * An expected failure: printed as one to three lines without a stack trace.
 * `message` says what happened and with which value; `next` says what to do about it.
 */
export class BenchError extends Error {
  override readonly name = 'BenchError';
  readonly exitCode: ExitCode;
  readonly next: string | undefined;

  constructor(exitCode: ExitCode, message: string, next?: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
    this.next = next;
  }
}

/** The command line, or a file named on it, is wrong (exit 2). */
export function usageError(message: string, next?: string, cause?: unknown): BenchError {
  return new BenchError(exitCodes.usage, message, next, { cause });
}

/** The machine, server, connection or permission is at fault (exit 3). */
export function environmentError(message: string, next?: string, cause?: unknown): BenchError {
  return new BenchError(exitCodes.environment, message, next, { cause });
}
