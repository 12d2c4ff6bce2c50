import { type Command, Option } from 'commander';
import type { Interruption } from '../interruption.ts';
import { wholeNumber } from '../option-values.ts';
import { keysOption, profileOption, scaleOption, seedOption, urlOption } from './dataset-options.ts';

export function addLoad(program: Command, interruption: Interruption): void {
  program
    .command('load')
    .description('fill a database with the synthetic network, keys and indexes included')
    .addOption(scaleOption())
    .addOption(seedOption())
    .addOption(keysOption())
    .addOption(profileOption())
    .addOption(urlOption())
    .addOption(
      new Option(
        '--workers <number>',
        'connections that fill, each with a thread that makes rows (default: one a core)',
      ).argParser(wholeNumber(1, 64)),
    )
    .option('--join', 'share the work with other `bench load --join` on the same database')
    .option('--restore', 'bring back the dataset as it was loaded, undoing what runs have written')
    .option('--fresh', 'remove what an earlier load left in the database, and start over')
    .addHelpText(
      'after',
      `
Examples:
  bench load --scale medium
  bench load --scale 250000 --seed 7 --url postgres://me@db.example:5432/benchmark
  bench load --scale large --join --url ...   the same line on any number of machines

The database must be empty, or one that bench has filled before. An interrupted load goes on where it stopped.`,
    )
    .action(async (options) => (await import('../commands/load.ts')).load(options, interruption.signal));
}
