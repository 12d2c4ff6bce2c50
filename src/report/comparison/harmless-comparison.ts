import { harmlessBlock, harmlessDeep } from '../text.ts';
import type { Comparison } from './comparison.ts';

/** Texts whose lines and spaces are kept: they are there to be copied. */
const blocks = ['statement', 'baselineStatement', 'sql'];

/** Nothing in it can move the cursor. What the server explained is left out: it is not shown. */
export function harmlessComparison(comparison: Comparison): Comparison {
  const trees = comparison.scenarios.map(({ arms }) =>
    arms.map(({ plan }) => (plan?.tree ?? []).flatMap((line) => harmlessBlock(line).split('\n'))),
  );
  const bare: Comparison = {
    ...comparison,
    scenarios: comparison.scenarios.map((scenario) => ({
      ...scenario,
      arms: scenario.arms.map((arm) => ({ ...arm, plan: arm.plan && { ...arm.plan, explain: null } })),
    })),
  };
  const harmless = harmlessDeep(bare, blocks);
  return {
    ...harmless,
    scenarios: harmless.scenarios.map((scenario, s) => ({
      ...scenario,
      arms: scenario.arms.map((arm, a) => ({
        ...arm,
        plan: arm.plan && { ...arm.plan, tree: trees[s]![a]! },
      })),
    })),
  };
}
