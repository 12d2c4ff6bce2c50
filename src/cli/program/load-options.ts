import { Option } from 'commander';
import { type PlanMode, planModes } from '../../core/plan-mode.ts';
import { durationBetween } from '../option-values.ts';

/** What every command that sends operations has, with defaults of its own. */
export const warmupOption = (defaultSeconds: number) =>
  new Option('--warmup <time>', 'how long to run before measuring')
    .argParser(durationBetween(0, 3_600_000, 'up to 1h'))
    .default(defaultSeconds * 1000, `${defaultSeconds}s`);

export const statementTimeoutOption = (defaultSeconds: number) =>
  new Option(
    '--statement-timeout <time>',
    'give up on a statement after this; its operation counts as at least that slow',
  )
    .argParser(durationBetween(1, 3_600_000, 'from 1ms to 1h'))
    .default(defaultSeconds * 1000, `${defaultSeconds}s`);

export const planModeOption = () =>
  new Option(
    '--plan-mode <mode>',
    'how the server plans: by itself, anew each time, or once for all parameters',
  )
    .choices(planModes)
    .default('auto' satisfies PlanMode);
