import type { Operation } from '../../core/operation.ts';
import { Stream } from '../../core/random.ts';
import type { ByArm } from '../../engine/paired/arms.ts';
import type { PairedWorkload } from '../../engine/paired/paired-workload.ts';
import { domainsOf } from '../../population/domains.ts';
import type { World } from '../../population/world.ts';
import { strataOf } from '../../scenario/strata.ts';
import { ArmSource, listsFor } from './arm-source.ts';
import type { ArmWorlds } from './arm-worlds.ts';
import type { PairedArm, PairsTask } from './task.ts';

/** Further than any client's lane. */
const primingLane = 1_000_000;

/** The same parameters for both arms, see {@link ArmSource}, which says what it throws. */
export function pairedWorkload(task: PairsTask, worlds: ArmWorlds): PairedWorkload {
  const { baseline, contender, clients } = task;
  const lanes = Array.from({ length: clients }, (_, client) => pairedSource(task, worlds, client));
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
export function primingDraw(task: PairsTask, worlds: ArmWorlds, arm: PairedArm): () => Operation {
  return armDraw(task, arm, worlds.of(arm.world), primingLane);
}

function pairedSource(task: PairsTask, worlds: ArmWorlds, lane: number): () => ByArm<Operation> {
  const { baseline, contender } = task;
  const forBaseline = armDraw(task, baseline, worlds.of(baseline.world), lane);
  const forContender = armDraw(task, contender, worlds.of(contender.world), lane);
  return () => [forBaseline(), forContender()];
}

function armDraw(
  { baseline, seed, stratum }: PairsTask,
  arm: PairedArm,
  world: World | undefined,
  lane: number,
): () => Operation {
  const source = new ArmSource({
    baseline: baseline.query,
    query: arm.query,
    domains: world && domainsOf(world),
    random: new Stream(seed, `parameters/${baseline.query.scenario}`).sequence(lane),
    lists: listsFor(baseline, arm),
    stratum,
  });
  return () => ({ query: 0, ...source.draw() });
}
