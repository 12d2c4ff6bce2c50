import { type Static, Type } from '@sinclair/typebox';
import { count, orNull, text } from '../field.ts';

const Row = Type.Array(Type.Union([Type.String(), Type.Null()]), {
  description: 'Values in text format, in the order of the columns.',
});

export const Mismatch = Type.Object(
  {
    parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]), {
      description: 'The parameters by name, in text format; null is NULL.',
    }),
    stratum: orNull(Type.String(), 'Class of the parameters; null when there is none.'),
    statement: text("The contender's SQL with these parameters, to be pasted into psql."),
    baselineStatement: text("The baseline's SQL with them."),
    columns: Type.Array(Type.String(), { description: 'The columns of the rows.' }),
    row: count('The first row that differs, from 1.'),
    baseline: orNull(Row, "The baseline's row; null where it has none."),
    contender: orNull(Row, "The contender's row; null where it has none."),
    what: text('The difference in words.'),
  },
  { $id: 'Mismatch', description: 'The first answer that differed. Nothing of this arm was timed.' },
);
export type Mismatch = Static<typeof Mismatch>;

export const Proof = Type.Object(
  {
    parameters: count('Parameter sets that were tried on both arms.'),
    compared: count('Those whose answers were compared.'),
    timedOut: Type.Object(
      {
        baseline: count('Parameter sets on which the baseline timed out.'),
        contender: count('Parameter sets on which the contender timed out.'),
      },
      { description: 'What could not be compared.' },
    ),
    undecided: count(
      'Parameter sets whose answers differ in a way that ties at a limit explain as well as a fault.',
    ),
    strata: Type.Array(
      Type.Object({
        stratum: text('Class of parameters.'),
        parameters: count('Parameter sets tried of it.'),
        compared: count('Answers compared of it; with 0 nothing is proven for it.'),
      }),
      { description: 'The same by class of parameters.' },
    ),
    omittedColumns: Type.Array(Type.String(), {
      description: 'Columns that were not compared, since they differ from call to call.',
    }),
    mismatch: orNull(Mismatch, 'The first difference; null when all answers that were compared were equal.'),
  },
  { $id: 'Proof', description: 'Whether the contender gives the same answers as the baseline.' },
);
export type Proof = Static<typeof Proof>;
