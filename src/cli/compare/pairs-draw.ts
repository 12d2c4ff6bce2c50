import type { Operation } from '../../core/operation.ts';
import { Stream } from '../../core/random.ts';
import type { ByArm } from '../../engine/paired/arms.ts';
import type { PairedWorkload } from '../../engine/paired/paired-workload.ts';
import { domainsOf } from '../../population/domains.ts';
import { World } from '../../population/world.ts';
import { strataOf } from '../../scenario/strata.ts';
import { ArmSource, listsFor } from './arm-source.ts';
import type { PairedArm, PairsTask } from './task.ts';

/** Further than any client's lane. */
const primingLane = 1_000_000;

/** The same parameters for both arms, see {@link ArmSource}, which says what it throws. */
export function pairedWorkload(task: PairsTask): PairedWorkload {
  const { baseline, contender, clients } = task;
  const lanes = Array.from({ length: clients }, (_, client) => pairedSource(task, client));
  const strata = strataOf(baseline.query, baseline.lists);
  return {
    queries: [
      { scenario: baseline.query.scenario, query: baseline.query.name, strata },
      { scenario: contender.query.scenario, query: contender.query.name, strata },
    ],
    next: (client) => lanes[client]!(),
  };
}

/** Operations to warm an arm's connections with. */
export function primingDraw(task: PairsTask): () => ByArm<Operation> {
  return pairedSource(task, primingLane);
}

function pairedSource(task: PairsTask, lane: number): () => ByArm<Operation> {
  const { baseline, contender } = task;
  const forBaseline = armDraw(task, baseline, lane);
  const forContender = armDraw(task, contender, lane);
  return () => [forBaseline(), forContender()];
}

function armDraw({ baseline, seed, stratum }: PairsTask, arm: PairedArm, lane: number): () => Operation {
  const source = new ArmSource({
    baseline: baseline.query,
    query: arm.query,
    domains: arm.world && domainsOf(new World(arm.world)),
    random: new Stream(seed, `parameters/${baseline.query.scenario}`).sequence(lane),
    lists: listsFor(baseline, arm),
    stratum,
  });
  return () => ({ query: 0, ...source.draw() });
}
