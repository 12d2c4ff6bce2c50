import type { Command } from 'commander';
import type { Interruption } from '../interruption.ts';
import { keysOption, profileOption, scaleOption, seedOption, urlOption } from './dataset-options.ts';

export function addVerify(program: Command, interruption: Interruption): void {
  program
    .command('verify')
    .description('compare a dataset row by row with what its seed makes; exit code 3 when they differ')
    .addOption(scaleOption())
    .addOption(seedOption())
    .addOption(keysOption())
    .addOption(profileOption())
    .addOption(urlOption())
    .option('--invariants', 'after runs that write: check references, keys, rules and counts instead')
    .option('--sample', 'count all rows, and compare only some from all over each table')
    .addHelpText(
      'after',
      `
Examples:
  bench verify --scale medium
  bench verify --sample --scale 250000 --seed 7 --url postgres://me@db.example:5432/benchmark

Says which rows are missing, extra or changed, and which indexes and constraints are not there or not valid.
Changes nothing.`,
    )
    .action(async (options) => (await import('../commands/verify.ts')).verify(options, interruption.signal));
}
