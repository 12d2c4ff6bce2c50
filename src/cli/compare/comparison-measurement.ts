import type { ComparedScenario, Comparison } from '../../report/comparison/comparison.ts';
import type { ComparisonContext } from './comparison-context.ts';
import { describeComparison } from './comparison-result.ts';
import { warningsOf } from './comparison-warnings.ts';
import { DesignSizes } from './design-sizes.ts';
import type { Question } from './question.ts';
import { measureRefreshes } from './refresh-cost.ts';
import { compareScenario } from './scenario-comparison.ts';
import { abilitiesOf } from './server-abilities.ts';
import { compareWrites } from './write-side.ts';

/** All that a comparison is made of, from the proof of equal answers to the price of writes. */
export async function measureComparison(
  startedAt: Date,
  question: Question,
  context: ComparisonContext,
): Promise<Comparison> {
  const { designs, options, progress, signal } = context;
  const sizes = await DesignSizes.read(designs.all);
  const scenarios: ComparedScenario[] = [];
  for (const plans of question.plans) {
    progress.begin(plans.scenario);
    scenarios.push(await compareScenario(plans, context));
  }
  const writes = options.writes ? await compareWrites(designs.all, scenarios, context) : null;
  const refreshes = options.writes ? await measureRefreshes(question.plans, context) : new Map();
  const variants = await sizes.describe(context.writable, refreshes);
  return describeComparison({
    startedAt,
    name: question.name,
    designs: designs.all,
    variants,
    scenarios,
    writes,
    warnings: warningsOf(variants, await abilitiesOf(designs.all)),
    options,
    isInterrupted: signal.aborted,
  });
}
