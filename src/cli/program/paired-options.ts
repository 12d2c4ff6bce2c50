import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { stoppingRule } from '../../analysis/compare/stopping-rule.ts';
import { defaultBlockMs } from '../../engine/paired/block-size.ts';
import { defaultSliceMs } from '../../engine/paired/slice.ts';
import { durationBetween, ratioBetween, wholeNumber } from '../option-values.ts';
import { keysOption, profileOption, scaleOption, seedOption, urlOption } from './dataset-options.ts';
import { planModeOption, statementTimeoutOption, warmupOption } from './load-options.ts';

/** What `compare` and `advise` have in common: the data, how it is measured, and where the result goes. */
export const measuredInPairs = (command: Command) =>
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
    .addOption(warmupOption(1))
    .addOption(
      new Option('--block <time>', 'how long a block of pairs takes at least')
        .argParser(durationBetween(100, 60_000, 'from 100ms to 1m'))
        .default(defaultBlockMs, '1s'),
    )
    .addOption(
      new Option('--slice <time>', 'how long each design has its turn at least, for mixes and writes')
        .argParser(durationBetween(100, 60_000, 'from 100ms to 1m'))
        .default(defaultSliceMs, '1s'),
    )
    .addOption(statementTimeoutOption(1))
    .addOption(
      new Option('--proof <number>', 'parameters whose answers must be equal before anything is timed')
        .argParser(wholeNumber(10, 10_000))
        .default(50),
    )
    .addOption(
      new Option('--proof-timeout <time>', 'how long one answer of the proof may take')
        .argParser(durationBetween(10, 3_600_000, 'from 10ms to 1h'))
        .default(3_000, '3s'),
    )
    .option('--stratum <name>', 'draw the parameters of the measurement from one class only')
    .addOption(planModeOption())
    .option('--no-writes', 'do not measure what the variants cost those who write')
    .option('--strata', 'show each class of parameters apart')
    .option('--details', 'plans and evidence of each contender, also of many')
    .option('--json', 'print the result file and nothing else on stdout')
    .option('--output <folder>', 'where results go, a folder a comparison', 'reports');
