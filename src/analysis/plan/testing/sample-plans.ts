import { readFileSync } from 'node:fs';
import { parsePlans } from '../parse-plan.ts';
import type { PartitionNames } from '../partitions.ts';
import type { Plan } from '../plan-node.ts';
import type { SampleName } from './sample-statements.ts';

/**
 * What real servers answered, kept. Made anew by `UPDATE_PLANS=1 npx vitest run src/analysis/plan/sample-plans.db.test.ts`
 * and `npx biome format --write src/analysis/plan/testing`.
 */
export interface SampleFile {
  readonly roots: Record<string, string>;
  readonly counts: Record<string, number>;
  readonly plans: Record<SampleName, unknown>;
}

export function sampleFile(major: number): URL {
  return new URL(`./plans-of-${major}.json`, import.meta.url);
}

export function readSample(major: number): SampleFile {
  return JSON.parse(readFileSync(sampleFile(major), 'utf8'));
}

export function samplePlan(major: number, name: SampleName): Plan {
  return parsePlans(readSample(major).plans[name])[0]!;
}

export function samplePartitions(major = 18): PartitionNames {
  const { roots, counts } = readSample(major);
  return { roots: new Map(Object.entries(roots)), counts: new Map(Object.entries(counts)) };
}
