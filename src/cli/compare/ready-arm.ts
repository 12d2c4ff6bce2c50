import type { ArmLists } from './arm-lists.ts';
import type { ArmPlan } from './arms.ts';
import type { Design } from './designs.ts';

/** An arm that is ready to run. */
export interface ReadyArm {
  readonly plan: ArmPlan;
  readonly design: Design;
  /** By part of its mix. */
  readonly lists: ArmLists;
}
