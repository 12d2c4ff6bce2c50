import type { Operation, QueryIdentity } from '../../core/operation.ts';
import type { ByArm } from './arms.ts';

/** What is asked of both arms. */
export interface PairedWorkload {
  /** Of each arm; the strata are the same, of the same names in the same order. */
  readonly queries: ByArm<QueryIdentity>;
  /**
   * The next operation of a client, as each arm is to run it: the same parameters, in the order and with the ids that its
   * query and its database have. Drawn outside any measured time; valid until the client's next one.
   */
  next(client: number): ByArm<Operation>;
}
