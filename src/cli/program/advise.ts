import { type Command, Option } from 'commander';
import type { Interruption } from '../interruption.ts';
import { wholeNumber } from '../option-values.ts';
import { measuredInPairs } from './paired-options.ts';

export function addAdvise(program: Command, interruption: Interruption): void {
  measuredInPairs(
    program
      .command('advise')
      .description('try indexes for scenarios, and recommend those that measurably win')
      .argument('<scenarios|mix|file.sql>', 'feed, or feed,post; social-reads: see bench list')
      .option('--variant <names>', 'the physical design to advise on: keys-only, composite', 'spec')
      .option('--query <name>', "which of the scenario's queries; without it, the one meant for the variant")
      .addOption(
        new Option('--candidates <number>', 'how many indexes are measured at most')
          .argParser(wholeNumber(1, 32))
          .default(5),
      ),
  )
    .addHelpText(
      'after',
      `
Examples:
  bench advise feed --query lateral           which index would help, and what would it cost?
  bench advise followers --variant keys-only  on a database that has lost its indexes
  bench advise feed,post,notifications --scale medium --candidates 8
  bench advise social-reads --no-writes

Thinks of indexes for the conditions, joins and orders in the plans, asks the planner about each (with HypoPG where the
database has it, else on a copy), and measures those that promise most as bench compare does: answers equal, reads in
pairs, writes beside them. What repeats another index is tried without. Nothing that was not measured is recommended.`,
    )
    .action(async (what, options) =>
      (await import('../commands/advise.ts')).advise(what, options, interruption.signal),
    );
}
