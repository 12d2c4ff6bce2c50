import type { Command } from 'commander';
import type { Interruption } from '../interruption.ts';
import { urlOption } from './dataset-options.ts';

export function addDoctor(program: Command, interruption: Interruption): void {
  program
    .command('doctor')
    .description('say what is wrong with this machine, server or connection, and how to mend it')
    .option(
      '--client',
      'measure what the client can do at most on this machine, against a stub that answers at once',
    )
    .addOption(urlOption())
    .addHelpText(
      'after',
      '\nExamples:\n  bench doctor\n  bench doctor --url postgres://me@db.example/benchmark',
    )
    .action(async (options) => (await import('../commands/doctor.ts')).doctor(options, interruption.signal));
}
