import { Stream } from '../../core/random.ts';
import { domainsOf } from '../../population/domains.ts';
import { ArmSource, listsFor } from './arm-source.ts';
import { ArmWorlds } from './arm-worlds.ts';
import type { Values } from './proof-arm.ts';
import type { ReadyArm } from './ready-arm.ts';

/** The parameters of a contrast: the same for both arms, each in its own spelling. */
export function drawOnce(
  baseline: ReadyArm,
  contender: ReadyArm,
  { seed, stratum }: { seed: number; stratum?: string | undefined },
): readonly [Values, Values] {
  const stream = new Stream(seed, 'parameters of once');
  const { query } = baseline.plan.mix.parts[0]!;
  const worlds = new ArmWorlds();
  const sides = [baseline, contender].map(({ plan, design, lists }) => ({
    query: plan.mix.parts[0]!.query,
    world: design.ready.world.options,
    lists: lists[0]!,
  }));
  const [first, second] = sides.map(
    (side) =>
      new ArmSource({
        baseline: query,
        query: side.query,
        domains: domainsOf(worlds.of(side.world)!),
        random: stream.sequence(0),
        lists: listsFor(sides[0]!, side),
        stratum,
      }),
  );
  return [first!.draw().values, second!.draw().values];
}
