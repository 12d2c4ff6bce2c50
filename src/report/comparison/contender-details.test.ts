import { expect, it } from 'vitest';
import { comparisonCases } from '../testing/comparison-cases.ts';
import { sampleProof } from '../testing/sample-comparison.ts';
import { proofText } from './contender-details.ts';
import type { Proof } from './proof.ts';

const mismatch = comparisonCases.mismatch.scenarios[0]!.contrasts[0]!.proof!.mismatch;

it.each<[Partial<Proof>, string]>([
  [{}, 'Answers equal on all 60 parameters.'],
  [
    { compared: 44, timedOut: { baseline: 16, contender: 0 } },
    'Answers equal on 44 of 60 parameters; on the others the baseline timed out.',
  ],
  [
    { compared: 59, timedOut: { baseline: 0, contender: 1 } },
    'Answers equal on 59 of 60 parameters; on the others the contender timed out.',
  ],
  [
    { compared: 50, timedOut: { baseline: 5, contender: 6 } },
    'Answers equal on 50 of 60 parameters; on the others one or both timed out.',
  ],
  [
    { compared: 57, undecided: 3 },
    'Answers equal on 57 of 60 parameters; on 3 they differ as ties at the limit may.',
  ],
  [
    { compared: 54, undecided: 2, timedOut: { baseline: 4, contender: 0 } },
    'Answers equal on 54 of 60 parameters; on 4 the baseline timed out; on 2 they differ as ties at the limit may.',
  ],
  [
    { strata: [{ stratum: 'celebrity', parameters: 12, compared: 0 }], omittedColumns: ['drawn_at'] },
    'Answers equal on all 60 parameters; nothing proven for celebrity; not compared: drawn_at.',
  ],
  [{ compared: 7, mismatch }, 'Answers equal on 6 of 60 parameters, then different.'],
  [{ compared: 60, mismatch }, 'Answers equal on 59 of 60 parameters, then different.'],
])('says what the proof has shown, and what not: %#', (parts, text) => {
  expect(proofText(sampleProof(parts))).toBe(text);
});
