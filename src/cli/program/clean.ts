import type { Command } from 'commander';
import type { Interruption } from '../interruption.ts';
import { urlOption } from './dataset-options.ts';

export function addClean(program: Command, interruption: Interruption): void {
  program
    .command('clean')
    .description('remove datasets that bench has filled')
    .option('--all', 'the embedded server too: data, binaries and log')
    .addOption(urlOption())
    .addHelpText(
      'after',
      `
Examples:
  bench clean                         drop the datasets of the embedded server
  bench clean --all                   remove the embedded server with all it holds
  bench clean --url postgres://me@db.example:5432/benchmark`,
    )
    .action(async (options) => (await import('../commands/clean.ts')).clean(options, interruption.signal));
}
