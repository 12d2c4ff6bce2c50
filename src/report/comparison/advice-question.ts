import { type Static, Type } from '@sinclair/typebox';
import { flag, orNull, text } from '../field.ts';

export const AdvisedChange = Type.Object(
  {
    arm: text('Its name among `arms`, and what its variant adds to the first one.'),
    kind: Type.Union([Type.Literal('index'), Type.Literal('together'), Type.Literal('drop')], {
      description:
        'index: one new index. together: several of them at once. drop: without the indexes that others make redundant.',
    }),
    statements: Type.Array(Type.String(), { description: 'SQL that makes it, in order.' }),
    saving: orNull(
      Type.Number(),
      "Share of the planner's costs that it should save, the mean over parameters; null when it was not asked.",
    ),
  },
  { $id: 'AdvisedChange', description: 'A change of the physical design that was tried.' },
);
export type AdvisedChange = Static<typeof AdvisedChange>;

/** What makes a comparison one of `bench advise`; the advice itself is computed from what was measured. */
export const AdviceQuestion = Type.Object(
  {
    base: text('The variant that the changes are made to.'),
    isHypothetical: flag('Whether the planner was asked with HypoPG; else with indexes made on a copy.'),
    changes: Type.Array(AdvisedChange, {
      description: 'Those that were measured, the most promising first.',
    }),
    left: Type.Array(
      Type.Object({ statement: text('SQL.'), reason: text('Such as: the planner does not use it.') }),
      { description: 'Indexes that were thought of and not measured.' },
    ),
  },
  { $id: 'AdviceQuestion', description: 'What bench advise tried.' },
);
export type AdviceQuestion = Static<typeof AdviceQuestion>;
