import { isRunToEnd } from './cut-short.ts';
import { examinedRowsOf, isTableScan, nodesOf, type Plan, type PlanNode } from './plan-node.ts';

/**
 * What a statement, or an operation of several, took of the server. Foreign keys and triggers look up rows in statements
 * of their own, which EXPLAIN does not count: this is the work of the plan alone.
 */
export interface PlanWork {
  /** Blocks of shared buffers, hit or read. */
  readonly sharedBlocks: number;
  /**
   * Rows that scans of tables looked at: (rows + removed) x loops. EXPLAIN rounds each to a mean of the loops, so that
   * with many loops of less than a row it is rough (METHOD, section 4).
   */
  readonly rowsExamined: number;
  /** Blocks of temporary files, read or written. */
  readonly tempBlocks: number;
  readonly walRecords: number;
  readonly walFullPageImages: number;
  readonly walBytes: number;
  /** Null when no node can tell. */
  readonly worstEstimate: EstimateError | null;
}

/** How far the planner was off at a node. */
export interface EstimateError {
  /** Larger by smaller of expected and actual rows of a loop, both at least 1. */
  readonly ratio: number;
  /** Such as `Index Scan posts`. */
  readonly node: string;
  readonly expectedRows: number;
  readonly actualRows: number;
}

/** Of one operation's statements together; null where one of them was not run. */
export function planWork(plans: readonly Plan[]): PlanWork | null {
  if (plans.some(({ isAnalyzed }) => !isAnalyzed)) return null;
  const nodes = plans.flatMap(({ root }) => nodesOf(root));
  const ofRoots = (figure: (execution: NonNullable<PlanNode['actual']>) => number) =>
    plans.reduce((total, { root }) => total + figure(root.actual!), 0);
  return {
    sharedBlocks: ofRoots((root) => root.sharedBlocks),
    rowsExamined: nodes.filter(isTableScan).reduce((total, node) => total + examinedRowsOf(node)!, 0),
    tempBlocks: ofRoots((root) => root.tempBlocks),
    walRecords: ofRoots((root) => root.walRecords),
    walFullPageImages: ofRoots((root) => root.walFullPageImages),
    walBytes: ofRoots((root) => root.walBytes),
    worstEstimate: worstEstimateOf(plans),
  };
}

function worstEstimateOf(plans: readonly Plan[]): EstimateError | null {
  let worst: EstimateError | null = null;
  for (const { root } of plans) {
    for (const node of nodesOf(root)) {
      const error = estimateErrorOf(node, isRunToEnd(root, node));
      if (error && (!worst || error.ratio > worst.ratio)) worst = error;
    }
  }
  return worst;
}

function estimateErrorOf(node: PlanNode, isWhole: boolean): EstimateError | null {
  const { actual, expectedRows, type, relation, index } = node;
  // A bitmap of several has no rows; a write returns some only if asked.
  if (!actual || actual.loops === 0 || /^(Bitmap(And|Or)|ModifyTable)$/.test(type)) return null;
  const actualRows = actual.rowsPerLoop;
  // Fewer than expected because nobody asked for more.
  if (!isWhole && actualRows < expectedRows) return null;
  const [less, more] = [expectedRows, actualRows].map((rows) => Math.max(rows, 1)).sort((a, b) => a - b);
  const name = relation ?? index;
  return { ratio: more! / less!, node: name ? `${type} ${name}` : type, expectedRows, actualRows };
}
