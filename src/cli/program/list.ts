import type { Command } from 'commander';
import { profileOption, seedOption } from './dataset-options.ts';

export function addList(program: Command): void {
  program
    .command('list')
    .description('list scenarios, mixes, variants and scales')
    .argument('[what]', 'scenarios, mixes, variants or scales; all when left out')
    .addOption(seedOption())
    .addOption(profileOption())
    .addHelpText('after', '\nExamples:\n  bench list\n  bench list variants\n  bench list scales')
    .action(async (what, options) => (await import('../commands/list.ts')).list(what, options));
}
