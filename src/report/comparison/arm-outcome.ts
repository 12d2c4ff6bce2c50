import { type Static, Type } from '@sinclair/typebox';
import { count } from '../field.ts';
import { Latency } from '../latency.ts';
import { Counters, ErrorCount, Rows, StratumResult } from '../query-result.ts';

export const ArmOutcome = Type.Object(
  {
    counters: Counters,
    errors: Type.Array(ErrorCount, { description: 'What failed, by SQLSTATE, most frequent first.' }),
    rows: Rows,
    latency: Latency,
    plans: Type.Object(
      {
        generic: count('Executions with one plan for all parameters.'),
        custom: count('Executions that were planned for their parameters.'),
      },
      { description: 'How the server planned the prepared statements.' },
    ),
    strata: Type.Array(StratumResult, { description: 'The same by class of parameters.' }),
  },
  { $id: 'ArmOutcome', description: 'What a query did on one arm, over all blocks or slices.' },
);
export type ArmOutcome = Static<typeof ArmOutcome>;
