import type { ArmOutcome } from '../../engine/paired/paired-record.ts';
import type { ArmOutcome as DescribedOutcome } from '../../report/comparison/arm-outcome.ts';
import type { PlanCounts } from '../load/task.ts';
import { describeErrors, describeOperations } from '../operations-result.ts';

/** One arm over all blocks or slices, in the words of the result file. */
export function describeArmOutcome(outcome: ArmOutcome & { readonly plans: PlanCounts }): DescribedOutcome {
  return {
    ...describeOperations(outcome, 'service time'),
    errors: describeErrors(outcome.errors),
    plans: { ...outcome.plans },
    strata: outcome.strata.map((stratum) => ({
      stratum: stratum.stratum,
      ...describeOperations(stratum, 'service time'),
    })),
  };
}
