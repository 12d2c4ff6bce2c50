import { exitCodes } from '../core/errors.ts';

/** Without these an output that nobody reads, or that has no room, ends the process with a stack trace. */
export function guardStreams(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `bench list | head`: the reader has what it wants.
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    process.stderr.write(`bench: cannot write to standard output: ${error.message}\n`);
    process.exit(exitCodes.environment);
  });
  // Progress and messages go nowhere then; the work and its result are not harmed.
  process.stderr.on('error', () => {});
}
