import { type Command, Option } from 'commander';
import { arrivals } from '../../engine/load-plan.ts';
import type { Interruption } from '../interruption.ts';
import { defaultThreads } from '../load/default-threads.ts';
import { durationBetween, wholeNumber } from '../option-values.ts';
import { parseRate, parseStages } from '../rate.ts';
import { keysOption, profileOption, scaleOption, seedOption, urlOption } from './dataset-options.ts';
import { planModeOption, statementTimeoutOption, warmupOption } from './load-options.ts';

export function addRun(program: Command, interruption: Interruption): void {
  program
    .command('run')
    .description('measure a scenario, a mix of them, or a query file of your own, under load')
    .argument('<scenario|mix|file.sql>', 'feed, feed=50,like=5, social-reads, ./my.sql: see bench list')
    .option('--query <name>', "which of the scenario's queries", 'baseline')
    .option(
      '--variant <names>',
      'on which physical design: composite, composite+covering-feed, ./my-variant; see bench list variants',
      'spec',
    )
    .addOption(scaleOption())
    .addOption(seedOption())
    .addOption(keysOption())
    .addOption(profileOption())
    .addOption(urlOption())
    .addOption(
      new Option('--clients <number>', 'connections, each with one operation at a time')
        .argParser(wholeNumber(1, 1000))
        .default(8),
    )
    .addOption(
      new Option('--threads <number>', 'threads of the harness that the clients are spread over')
        .argParser(wholeNumber(1, 64))
        .default(defaultThreads(), 'one for every two cores, at most 4'),
    )
    .addOption(
      new Option(
        '--rate <rate>',
        'open load: start operations by a schedule, such as 500/s; without it, a client starts the next when the last has ended',
      ).argParser(parseRate),
    )
    .addOption(
      new Option(
        '--stages <stages>',
        'open load in stages: 100/s:30s,400/s:30s steps, 100/s-400/s:1m is a ramp',
      ).argParser(parseStages),
    )
    .addOption(
      new Option(
        '--arrival <manner>',
        'open load: arrivals at random, or at equal distances (default: poisson)',
      ).choices(arrivals),
    )
    .addOption(
      new Option(
        '--think-time <time>',
        'closed load: mean pause of a client between operations, exponentially distributed',
      ).argParser(durationBetween(1, 3_600_000, 'from 1ms to 1h')),
    )
    .addOption(
      new Option('--duration <time>', 'how long to measure (default: 10s)').argParser(
        durationBetween(100, 86_400_000, 'from 100ms to 24h'),
      ),
    )
    .addOption(warmupOption(3))
    .addOption(statementTimeoutOption(5))
    .option(
      '--stratum <name>',
      'draw the parameters from one class only: celebrity, active, median, cold, missing',
    )
    .addOption(
      new Option(
        '--params <name=values>',
        'draw a parameter from these values instead: --params username=ann,bob (repeatable)',
      )
        .argParser((text: string, all: string[]) => [...all, text])
        .default([], 'none'),
    )
    .addOption(planModeOption())
    .option('--cold', "begin with the server's buffers empty and no warmup")
    .option('--no-keep', 'do not keep a copy of the dataset before the first run that writes to it')
    .option('--no-telemetry', 'do not ask the server what it does meanwhile')
    .option('--strata', 'show each class of parameters apart')
    .addOption(
      new Option('--slowest [number]', 'show the slowest operations with their parameters')
        .argParser(wholeNumber(1, 100))
        .preset('5'),
    )
    .addOption(
      new Option('--explain-slow <number>', 'run so many of the slowest once more, under EXPLAIN').argParser(
        wholeNumber(1, 100),
      ),
    )
    .option('--json', 'print the result file and nothing else on stdout')
    .option('--output <folder>', 'where results go, a folder a run', 'reports')
    .addHelpText(
      'after',
      `
Examples:
  bench run feed
  bench run feed --clients 32 --duration 30s --strata
  bench run feed --variant composite+covering-feed
  bench run post --rate 500/s                      response times at 500 a second, whatever the server does
  bench run followers --stages 100/s:30s,400/s:30s
  bench run feed=50,post=15,like=6,publish=1       a mix, writes among it
  bench run social-behind-cache --rate 200/s
  bench run stats --stratum celebrity --explain-slow 3
  bench run ./my.sql --url postgres://me@db.example/shop --json | jq .latency.percentiles

A query file is SQL with its parameters in a comment header; one that writes says so:
  -- @writes
  -- @param who user.username          of the synthetic network, on its own data
  -- @param id uniform 1 100000        also: zipf 1 100000, normal 50 10, values a, b
  -- @param order from (select id from orders limit 10000)`,
    )
    .action(async (what, options) =>
      (await import('../commands/run.ts')).run(what, options, interruption.signal),
    );
}
