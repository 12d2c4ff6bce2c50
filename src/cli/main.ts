import { reportFailure } from './failure.ts';
import { Interruption } from './interruption.ts';
import { buildProgram, whereHelpIs } from './program/program.ts';
import { guardStreams } from './standard-streams.ts';

// The command line may hold a password in --url: it must not be seen in the list of processes.
process.title = `bench ${/^[a-z]+$/.exec(process.argv[2] ?? '')?.[0] ?? ''}`.trimEnd();
guardStreams();

const interruption = new Interruption();
const program = buildProgram(interruption);
const help = whereHelpIs(program, process.argv[2]);

// Node ends in silence, with this code, when there is nothing left to wait for: a promise that we forgot.
const forgottenPromise = 13;
process.once('exit', () => {
  if (process.exitCode !== forgottenPromise) return;
  process.exitCode = reportFailure(new Error('nothing is left to wait for'), interruption.signal, help);
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, interruption.signal, help);
} finally {
  interruption.dispose();
}
