import type { Command } from 'commander';

export function addReport(program: Command): void {
  program
    .command('report')
    .description('show a result again')
    .argument('<run>', 'a run id, a folder or a result file')
    .option('--strata', 'show each class of parameters apart')
    .option('--details', 'of a comparison: plans and evidence of each contender')
    .option('--json', 'print the result file and nothing else on stdout')
    .option('--output <folder>', 'where the results are', 'reports')
    .addHelpText('after', '\nExample:\n  bench report reports/2026-01-31T09-30-00-feed --strata')
    .action(async (run, options) => (await import('../commands/report.ts')).report(run, options));
}
