import type { Command } from 'commander';
import type { Interruption } from '../interruption.ts';
import { profileOption, scaleOption, seedOption } from './dataset-options.ts';

export function addDescribe(program: Command, interruption: Interruption): void {
  program
    .command('describe')
    .description('show what the network looks like: what the profile claims beside what is measured')
    .addOption(scaleOption())
    .addOption(seedOption())
    .addOption(profileOption())
    .addHelpText(
      'after',
      `
Examples:
  bench describe
  bench describe --scale medium --profile ./busy.json

A profile is a JSON file of the numbers to change:
  {"posts": {"perUser": 20}, "likes": {"zeroShare": 0.2}}`,
    )
    .action(async (options) =>
      (await import('../commands/describe.ts')).describe(options, interruption.signal),
    );
}
