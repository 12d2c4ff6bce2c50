import type { Command } from 'commander';
import type { Interruption } from '../interruption.ts';
import { measuredInPairs } from './paired-options.ts';

export function addCompare(program: Command, interruption: Interruption): void {
  measuredInPairs(
    program
      .command('compare')
      .description(
        'compare physical designs, queries or servers: equal answers first, then paired measurements',
      )
      .argument('<scenarios|mix|file.sql>', 'feed, or feed,post; like; social-reads: see bench list')
      .option('--variants <names>', 'designs, the baseline first: spec,no-repeats,composite+covering-feed')
      .option('--queries <names>', 'ways to ask, the baseline first: baseline,lateral')
      .option(
        '--servers <names>',
        'major versions of the embedded server, or URLs, the baseline first: 16,17,18',
      ),
  )
    .addHelpText(
      'after',
      `
Examples:
  bench compare feed --queries baseline,lateral         is the rewrite worth it?
  bench compare feed,search --variants spec,no-repeats,covering-feed
  bench compare stats --variants spec,counters          each design with the query it is meant for
  bench compare feed --variants spec,./my-variant       a folder of SQL of your own
  bench compare social-behind-cache --variants spec,no-repeats
  bench compare feed --servers 16,17,18                 should we upgrade?
  bench compare retention --variants spec,by-month      dropping a month: DELETE or DETACH?

All answers are proven equal on parameters of every class before anything is timed. Exit code 4 when a design or a
query answers differently.`,
    )
    .action(async (what, options) =>
      (await import('../commands/compare.ts')).compare(what, options, interruption.signal),
    );
}
