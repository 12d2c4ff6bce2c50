import type { PlanNode } from './plan-node.ts';

/** Nodes that read all there is below them before they give their first row. */
const blocking = new Set(['Sort', 'Hash', 'Aggregate', 'SetOp', 'BitmapAnd', 'BitmapOr']);

/** Nodes that may stop asking one of those below them. */
function mayStopEarly(node: PlanNode, child: PlanNode): boolean {
  if (child.relationship === 'SubPlan' || child.relationship === 'InitPlan') return true; // EXISTS wants one row
  if (node.type === 'Limit' || node.type === 'Merge Join') return true;
  // An empty inner side ends the outer one.
  if (node.type === 'Hash Join') return child.relationship === 'Outer';
  const isOneEnough = node.isInnerUnique || node.joinType === 'Semi' || node.joinType === 'Anti';
  return node.type === 'Nested Loop' && child.relationship === 'Inner' && isOneEnough;
}

/**
 * Whether a node had to give all its rows: whether nothing above it, as a LIMIT, can have stopped asking. Only then does
 * a number of rows below the expected one tell of a wrong estimate.
 */
export function isRunToEnd(root: PlanNode, node: PlanNode): boolean {
  const path = pathTo(root, node);
  let isWhole = true;
  for (let depth = 1; depth < path.length; depth++) {
    const [above, below] = [path[depth - 1]!, path[depth]!];
    if (mayStopEarly(above, below)) isWhole = false;
    else if (isBlocking(above)) isWhole = true;
  }
  return isWhole;
}

/** Groups of a sorted input come out one by one. */
function isBlocking({ type, strategy }: PlanNode): boolean {
  return blocking.has(type) && !(type === 'Aggregate' && strategy === 'Sorted');
}

function pathTo(root: PlanNode, node: PlanNode): PlanNode[] {
  if (root === node) return [root];
  for (const child of root.children) {
    const path = pathTo(child, node);
    if (path.length > 0) return [root, ...path];
  }
  return [];
}
