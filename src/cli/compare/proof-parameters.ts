import { Stream } from '../../core/random.ts';
import { domainsOf } from '../../population/domains.ts';
import { FreshKeys, maxRun } from '../../population/fresh-keys.ts';
import { needsFreshKeys } from '../../scenario/parameter-lists.ts';
import { classedParameter, strataOf } from '../../scenario/strata.ts';
import { ArmSource, listsFor } from './arm-source.ts';
import { ArmWorlds } from './arm-worlds.ts';
import type { ProofArm, Values } from './proof-arm.ts';

/** One parameter set: each arm's own spelling of it, the baseline's first. */
export interface ProofParameters {
  readonly stratum: string;
  /** In the order in which each arm's query declares them. */
  readonly values: readonly Values[];
}

/** So often a set is drawn again that has been drawn before. */
const redraws = 20;

/** Parameters that differ from one another, of one stratum as of the other, drawn in lockstep for all arms. */
export class ProofDraws {
  readonly strata: readonly string[];
  readonly #draws: ReadonlyMap<string, () => readonly Values[]>;
  readonly #seen = new Set<string>();

  /** Throws a usage error for a query with parameters that the baseline lacks. */
  constructor(arms: readonly ProofArm[], seed: number, nowMs: number) {
    const [baseline] = arms;
    const { query, lists } = baseline!;
    this.strata = strataOf(query, lists);
    const isClassed = classedParameter(query, lists) >= 0;
    const stream = new Stream(seed, `proof/${query.scenario}`);
    const worlds = new ArmWorlds();
    const domains = arms.map((arm) => {
      const world = worlds.of(arm.world);
      return world && domainsOf(world, freshKeys(baseline!, nowMs));
    });
    this.#draws = new Map(
      this.strata.map((stratum, index) => {
        const sources = arms.map(
          (arm, place) =>
            new ArmSource({
              baseline: query,
              query: arm.query,
              domains: domains[place],
              random: stream.sequence(index),
              lists: listsFor(baseline!, arm),
              stratum: isClassed ? stratum : undefined,
            }),
        );
        return [stratum, () => sources.map((source) => source.draw().values)] as const;
      }),
    );
  }

  /** Undefined when the stratum has no more, or is not likely to have. */
  next(stratum: string): ProofParameters | undefined {
    const draw = this.#draws.get(stratum)!;
    for (let attempt = 0; attempt < redraws; attempt++) {
      const values = draw();
      const key = JSON.stringify(values[0]);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      return { stratum, values };
    }
    return undefined;
  }
}

/** The same for all arms. Nothing that is written with them is kept, so that no run can meet them. */
function freshKeys({ query, lists }: ProofArm, nowMs: number): FreshKeys | undefined {
  if (!needsFreshKeys(query, lists)) return undefined;
  return new FreshKeys({ run: maxRun, lane: 0, lanes: 1, nowMs: () => nowMs });
}
