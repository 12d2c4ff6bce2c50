import type { RandomSequence } from '../../core/random.ts';
import { type Arm, baseline, contender, otherArm } from './arms.ts';

/**
 * Which arm goes first, time after time: each two turns hold both orders, and chance says which of them comes first.
 * So no arm profits from what the other has left behind (caches, the processor's clock), not even in a short block, and
 * nothing that happens regularly can fall in step with the order.
 *
 * Of slices the same gives ABBA and BAAB.
 */
export class ArmOrder {
  readonly #random: RandomSequence;
  #owed: Arm | undefined;

  constructor(random: RandomSequence) {
    this.#random = random;
  }

  /** The arm that goes first now. */
  next(): Arm {
    if (this.#owed !== undefined) {
      const owed = this.#owed;
      this.#owed = undefined;
      return owed;
    }
    const first = this.#random.below(2) === 0 ? baseline : contender;
    this.#owed = otherArm(first);
    return first;
  }
}
