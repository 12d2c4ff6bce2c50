import { exitCodes } from '../core/errors.ts';
import { reportFailure } from './failure.ts';
import { Interruption } from './interruption.ts';
import { buildProgram } from './program.ts';

// The command line may hold a password in --url: it must not be seen in the list of processes.
process.title = `bench ${process.argv[2]?.startsWith('-') === false ? process.argv[2] : ''}`.trimEnd();

// `bench list | head`: the reader has what it wants.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done);
  throw error;
});

const interruption = new Interruption();
try {
  await buildProgram(interruption).parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, interruption.signal);
} finally {
  interruption.dispose();
}
