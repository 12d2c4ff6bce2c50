import { type Static, Type } from '@sinclair/typebox';
import { amount, count, orNull, text } from '../field.ts';

export const ArmWork = Type.Object(
  {
    parameters: count('Parameter sets that were explained.'),
    sharedBlocks: amount('Blocks of shared buffers, hit or read.'),
    rowsExamined: amount('Rows looked at by scans: (rows + removed) x loops.'),
    tempBlocks: amount('Blocks of temporary files, read or written.'),
    worstEstimateError: orNull(
      Type.Number({ minimum: 1 }),
      'How many times the planner was off at its worst node; null if unknown.',
    ),
  },
  { $id: 'ArmWork', description: 'Work of one operation, the median over the parameters.' },
);
export type ArmWork = Static<typeof ArmWork>;

export const ArmPlan = Type.Object(
  {
    fingerprint: text('Equal fingerprints are the same plan, whatever its costs.'),
    tree: Type.Array(Type.String(), { description: 'The plan as a short tree, a line a node, indented.' }),
    stratum: orNull(Type.String(), 'Class of the parameters that it was captured with.'),
    captures: count('Plans that were captured, over all parameters.'),
    same: count('Those of them with this fingerprint.'),
    explain: orNull(
      Type.Unknown(),
      'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) as the server gave it; null when it was not kept.',
    ),
  },
  { $id: 'ArmPlan', description: 'The most frequent plan of an arm.' },
);
export type ArmPlan = Static<typeof ArmPlan>;

export const Arm = Type.Object(
  {
    name: text('What tells it from the other arms: lateral, covering-feed, or covering-feed · lateral.'),
    role: Type.Union([Type.Literal('baseline'), Type.Literal('contender')], {
      description: 'The baseline is the first arm; all others are compared with it.',
    }),
    variant: text('Name of its variant, one of `variants`.'),
    query: Type.Object(
      {
        name: text('baseline or the name of a rewrite.'),
        summary: text('One line on what the query does.'),
        file: text('The SQL file.'),
        sql: text('The SQL as written in the file.'),
        sqlHash: text('Equal hashes are the same query.'),
      },
      { description: 'The way it asks.' },
    ),
    tables: Type.Array(Type.String(), { description: 'Tables that the query reads.' }),
    work: orNull(ArmWork, 'What an operation takes; null when it was not captured.'),
    plan: orNull(ArmPlan, 'How it is answered; null when it was not captured.'),
  },
  { $id: 'Arm', description: 'A variant and a query.' },
);
export type Arm = Static<typeof Arm>;
