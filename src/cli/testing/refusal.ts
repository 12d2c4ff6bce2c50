import { vi } from 'vitest';
import { reportFailure } from '../failure.ts';
import { Interruption } from '../interruption.ts';
import { buildProgram, whereHelpIs } from '../program/program.ts';
import type { Ended } from './bench-process.ts';

/**
 * A command line as the program takes it, without a process of its own: for what is refused before any work. What is not
 * refused is done, in this process.
 */
export async function attempt(...args: string[]): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += text;
      return true;
    }),
  );
  const interruption = new Interruption();
  const program = buildProgram(interruption);
  try {
    await program.parseAsync(args, { from: 'user' });
    return { exitCode: 0, ...written };
  } catch (error) {
    const exitCode = reportFailure(error, interruption.signal, whereHelpIs(program, args[0]));
    return { exitCode, ...written };
  } finally {
    interruption.dispose();
    for (const spy of spies) spy.mockRestore();
  }
}
