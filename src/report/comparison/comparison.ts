import { type Static, Type } from '@sinclair/typebox';
import { amount, count, duration, instant, orNull, text } from '../field.ts';
import { Reason } from '../reason.ts';
import { resultFormat } from '../result.ts';
import { Dataset, Harness, Machine, Server } from '../surroundings.ts';
import { AdviceQuestion } from './advice-question.ts';
import { Arm } from './arm.ts';
import { Contrast } from './contrast.ts';
import { ComparedVariant } from './variant.ts';
import { WriteSide } from './write-side.ts';

export const ComparedServer = Type.Object(
  { name: text('Its name in this comparison, such as 18 or local.'), server: Server },
  { $id: 'ComparedServer', description: 'A server that variants ran on.' },
);
export type ComparedServer = Static<typeof ComparedServer>;

export const ComparisonOptions = Type.Object(
  {
    seed: count('Of parameters and of the order of the arms.'),
    clients: count('Connections an arm.'),
    statementTimeoutMs: duration('Milliseconds after which an operation is cancelled; 0 is never.'),
    margin: Type.Number({ exclusiveMinimum: 1, description: 'The least ratio that matters, either way.' }),
    looks: Type.Array(Type.Integer({ minimum: 1 }), {
      description: 'Numbers of blocks after which a comparison may end.',
    }),
    planMode: text('auto, custom or generic.'),
    stratum: Type.Optional(
      text('The only class of parameters that was drawn for what was timed; absent where all were.'),
    ),
    warmupMs: duration('Milliseconds of pairs before the first block.'),
    blockMs: duration('Least milliseconds of a block.'),
    pairsPerBlock: count('Least pairs of a block.'),
    blockLimitMs: amount('A block of slow operations ends after so long, with the pairs it has.'),
    proofParameters: count('Parameter sets of the proof of equal answers.'),
  },
  { $id: 'ComparisonOptions', description: 'How it was measured.' },
);
export type ComparisonOptions = Static<typeof ComparisonOptions>;

export const ComparedScenario = Type.Object(
  {
    scenario: text('The question asked, such as feed.'),
    arms: Type.Array(Arm, { description: 'The first is the baseline.' }),
    left: Type.Array(
      Type.Object({ name: text('The arm.'), reason: text('Such as: needs the variant counters.') }),
      { description: 'Arms that were asked for and cannot be.' },
    ),
    contrasts: Type.Array(Contrast, { description: 'One a contender, in the order of `arms`.' }),
  },
  { $id: 'ComparedScenario', description: 'One question, asked of all arms.' },
);
export type ComparedScenario = Static<typeof ComparedScenario>;

/** The file of one `bench compare`, whatever number of scenarios, variants, queries and servers. */
export const Comparison = Type.Object({
  format: Type.Literal(resultFormat, { description: 'Version of this file format.' }),
  kind: Type.Literal('comparison', { description: 'Tells it from the result of a run, which has none.' }),
  id: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
    description: 'The comparison, and the name of its folder: 2026-11-22T18-40-12-compare-feed.',
  }),
  command: text('The command line, without secrets.'),
  status: Type.Union([Type.Literal('complete'), Type.Literal('interrupted'), Type.Literal('invalid')], {
    description:
      'complete: every contender was measured. interrupted: stopped early, what was measured holds. invalid: a contender gave other answers or could not be run; those that were measured hold.',
  }),
  reasons: Type.Array(Reason, { description: 'Why it is not complete; empty when it is.' }),
  warnings: Type.Array(Reason, {
    description: 'What does not spoil the numbers and must be known all the same.',
  }),
  startedAt: instant('Start of the command, ISO 8601 in UTC.'),
  endedAt: instant('End of the measurement, ISO 8601 in UTC.'),
  harness: Harness,
  machine: Machine,
  servers: Type.Array(ComparedServer, { description: "The first is the baseline's." }),
  dataset: orNull(Dataset, "The baseline's synthetic data; null for a database without it."),
  name: text('What was compared: the scenario, the mix or the file.'),
  options: ComparisonOptions,
  variants: Type.Array(ComparedVariant, { description: "The first is the baseline's." }),
  scenarios: Type.Array(ComparedScenario, { description: 'In the order of the command line.' }),
  writes: orNull(WriteSide, 'What the variants cost those who write; null when it was not measured.'),
  advice: Type.Optional(AdviceQuestion),
});
export type Comparison = Static<typeof Comparison>;
