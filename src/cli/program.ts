import { availableParallelism } from 'node:os';
import { Argument, Command, Option } from 'commander';
import { stoppingRule } from '../analysis/compare/stopping-rule.ts';
import { type PlanMode, planModes } from '../core/plan-mode.ts';
import { arrivals } from '../engine/load-plan.ts';
import { type KeyStyle, keyStyles } from '../population/ids.ts';
import { harness } from './harness.ts';
import type { Interruption } from './interruption.ts';
import { defaultThreads } from './load/default-threads.ts';
import { durationBetween, parseScale, ratioBetween, wholeNumber } from './option-values.ts';
import { parseRate, parseStages } from './rate.ts';

/**
 * All commands and options: the one place where names, defaults, bounds and help are declared. What a command does
 * is imported when it runs, so that `--help` answers at once.
 */

const urlOption = () =>
  new Option(
    '--url <url>',
    'PostgreSQL server and database to use (also: DATABASE_URL, PG* variables); without any, the embedded one',
  );
const scaleOption = () =>
  new Option('--scale <scale>', 'size of the dataset: tiny, small, medium, large, or a number of users')
    .argParser(parseScale)
    .default(parseScale('small'), 'small');
const seedOption = () =>
  new Option('--seed <number>', 'seed of the dataset; the same seed gives the same bytes')
    .argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .default(42);

const keysOption = () =>
  new Option(
    '--keys <style>',
    'how ids look: random UUIDs, UUIDs that begin with the time of their row, or numbers',
  )
    .choices(keyStyles)
    .default('uuidv4' satisfies KeyStyle);

const profileOption = () =>
  new Option(
    '--profile <file>',
    'JSON file of what the network looks like; what it leaves out keeps its default',
  );

/** What `compare` and `advise` have in common: the data, how it is measured, and where the result goes. */
const measuredInPairs = (command: Command) =>
  command
    .addOption(scaleOption())
    .addOption(seedOption())
    .addOption(keysOption())
    .addOption(profileOption())
    .addOption(urlOption())
    .addOption(
      new Option('--clients <number>', 'connections to each design that run pairs of operations')
        .argParser(wholeNumber(1, 1000))
        .default(Math.max(2, availableParallelism()), 'one a core, and two at least'),
    )
    .addOption(
      new Option('--slice-clients <number>', 'connections to each design for mixes and writes, in slices')
        .argParser(wholeNumber(1, 1000))
        .default(8),
    )
    .addOption(
      new Option('--margin <ratio>', 'the least difference that matters')
        .argParser(ratioBetween(1.01, 10))
        .default(stoppingRule.margin),
    )
    .addOption(
      new Option('--warmup <time>', 'how long to run before measuring')
        .argParser(durationBetween(0, 3_600_000, 'up to 1h'))
        .default(1_000, '1s'),
    )
    .addOption(
      new Option('--slice <time>', 'how long each design has its turn, for mixes and writes')
        .argParser(durationBetween(500, 60_000, 'from 500ms to 1m'))
        .default(1_000, '1s'),
    )
    .addOption(
      new Option(
        '--statement-timeout <time>',
        'give up on a statement after this; it counts as at least that slow',
      )
        .argParser(durationBetween(10, 3_600_000, 'from 10ms to 1h'))
        .default(1_000, '1s'),
    )
    .addOption(
      new Option('--proof <number>', 'parameters whose answers must be equal before anything is timed')
        .argParser(wholeNumber(10, 10_000))
        .default(60),
    )
    .addOption(
      new Option('--proof-timeout <time>', 'how long one answer of the proof may take')
        .argParser(durationBetween(10, 3_600_000, 'from 10ms to 1h'))
        .default(5_000, '5s'),
    )
    .option('--stratum <name>', 'draw the parameters of the measurement from one class only')
    .addOption(
      new Option('--plan-mode <mode>', 'how the server plans: by itself, anew each time, or once for all')
        .choices(planModes)
        .default('auto' satisfies PlanMode),
    )
    .option('--no-writes', 'do not measure what the variants cost those who write')
    .option('--details', 'plans and evidence of each contender, also of many')
    .option('--json', 'print the result file and nothing else on stdout')
    .option('--output <folder>', 'where results go, a folder a comparison', 'reports');

export function buildProgram(interruption: Interruption): Command {
  const program = new Command('bench')
    .description(
      'Load-tests PostgreSQL with a synthetic social network: fills it, replays queries under load, measures honestly.',
    )
    .version(harness().version, '-V, --version')
    .exitOverride()
    // Thrown as well, and printed like all other errors.
    .configureOutput({ outputError: () => {} })
    .addHelpText(
      'after',
      `
Examples:
  bench run feed                      fill an embedded PostgreSQL if need be, then measure the feed query
  bench run post --rate 500/s         open load: response times at that rate
  bench run ./my.sql --clients 32     measure a query of your own on the same data
  bench run post --url postgres://me@db.example:5432/benchmark
  bench list                          scenarios, mixes, variants and sizes

Exit codes: 0 done, 2 usage, 3 environment, 4 run invalid or overloaded, 130 interrupted.`,
    );

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
    .addOption(
      new Option('--warmup <time>', 'how long to run before measuring')
        .argParser(durationBetween(0, 3_600_000, 'up to 1h'))
        .default(3_000, '3s'),
    )
    .addOption(
      new Option(
        '--statement-timeout <time>',
        'give up on a statement after this; its operation counts as at least that slow',
      )
        .argParser(durationBetween(1, 3_600_000, 'from 1ms to 1h'))
        .default(5_000, '5s'),
    )
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
    .addOption(
      new Option(
        '--plan-mode <mode>',
        'how the server plans: by itself, anew each time, or once for all parameters',
      )
        .choices(planModes)
        .default('auto' satisfies PlanMode),
    )
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
      (await import('./commands/run.ts')).run(what, options, interruption.signal),
    );

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
      (await import('./commands/compare.ts')).compare(what, options, interruption.signal),
    );

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
      (await import('./commands/advise.ts')).advise(what, options, interruption.signal),
    );

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
    .action(async (options) => (await import('./commands/load.ts')).load(options, interruption.signal));

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
    .action(async (options) => (await import('./commands/verify.ts')).verify(options, interruption.signal));

  program
    .command('report')
    .description('show a result again')
    .argument('<run>', 'a run id, a folder or a result file')
    .option('--strata', 'show each class of parameters apart')
    .option('--details', 'of a comparison: plans and evidence of each contender')
    .option('--json', 'print the result file and nothing else on stdout')
    .option('--output <folder>', 'where the results are', 'reports')
    .addHelpText('after', '\nExample:\n  bench report reports/2026-01-31T09-30-00-feed --strata')
    .action(async (run, options) => (await import('./commands/report.ts')).report(run, options));

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
      (await import('./commands/describe.ts')).describe(options, interruption.signal),
    );

  program
    .command('list')
    .description('list scenarios, mixes, variants and scales')
    .argument('[what]', 'scenarios, mixes, variants or scales; all when left out')
    .addOption(seedOption())
    .addOption(profileOption())
    .addHelpText('after', '\nExamples:\n  bench list\n  bench list variants\n  bench list scales')
    .action(async (what, options) => (await import('./commands/list.ts')).list(what, options));

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
    .action(async (options) => (await import('./commands/doctor.ts')).doctor(options, interruption.signal));

  const server = program
    .command('server')
    .description('keep the embedded PostgreSQL running between commands, and install other versions of it')
    .addHelpText(
      'after',
      `
Examples:
  bench server start && bench run feed && bench server stop
  bench server install 16`,
    );
  server
    .command('start')
    .description('start it and leave it running')
    .action(async () => (await import('./commands/server.ts')).startServer(interruption.signal));
  server
    .command('stop')
    .description('stop it')
    .action(async () => (await import('./commands/server.ts')).stopServer());
  server
    .command('status')
    .description('say whether it runs, and where; and which servers there are beside it')
    .action(async () => (await import('./commands/server.ts')).serverStatus());
  const majorVersion = () =>
    new Argument('<major>', 'a major version, such as 16').argParser(wholeNumber(1, 999));
  server
    .command('install')
    .description('fetch another major version with npm, to compare with')
    .addArgument(majorVersion())
    .action(async (major) =>
      (await import('./commands/server.ts')).installVersion(major, interruption.signal),
    );
  server
    .command('uninstall')
    .description('remove a version that was installed, with the datasets on it')
    .addArgument(majorVersion())
    .action(async (major) => (await import('./commands/server.ts')).uninstallVersion(major));
  server
    .command('list')
    .description('list the versions that are installed, and those to be had')
    .action(async () => (await import('./commands/server.ts')).listVersions());

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
    .action(async (options) => (await import('./commands/clean.ts')).clean(options, interruption.signal));

  return program;
}
