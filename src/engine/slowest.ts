/** One of the slowest operations of a query, to be looked into. */
export interface SlowOperation {
  readonly latencyNs: number;
  /** Whether the latency is a lower bound: timed out, or open at the end. */
  readonly isCensored: boolean;
  readonly stratum: number;
  /** Parameters as they were sent; null is NULL. */
  readonly values: readonly (string | null)[];
  /** When it was to start, from the start of the measure window. */
  readonly startMs: number;
}

/** How many are kept of each query. */
export const slowestKept = 10;

/** Keeps the slowest operations of a query, slowest first. Costs a comparison for all others. */
export class SlowestOperations {
  readonly operations: SlowOperation[] = [];
  /** What an operation must exceed to be kept. */
  thresholdNs = -1;

  add(operation: SlowOperation): void {
    const { operations } = this;
    const at = operations.findIndex(({ latencyNs }) => latencyNs < operation.latencyNs);
    operations.splice(at < 0 ? operations.length : at, 0, operation);
    if (operations.length > slowestKept) operations.pop();
    if (operations.length === slowestKept) this.thresholdNs = operations.at(-1)!.latencyNs;
  }
}
