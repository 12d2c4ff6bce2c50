import { formatBytes } from '../../core/units.ts';
import { indexOf, type PartitionNames, tableOf } from './partitions.ts';
import type { PlanNode } from './plan-node.ts';

const aggregates: Readonly<Record<string, string>> = {
  Plain: 'Aggregate',
  Hashed: 'Hash Aggregate',
  Sorted: 'Group Aggregate',
  Mixed: 'Mixed Aggregate',
};

/** A node in EXPLAIN's words without its conditions: `Index Scan posts using posts_user_created`. */
export function nodeName(node: PlanNode, names: PartitionNames): string {
  const indexes = indexNames(node, names);
  const keys = node.sortKey.map((key) => key.replace(/::\w+( without time zone)?/g, ''));
  return [
    node.subplan && `${node.subplan}:`,
    ['Partial', 'Finalize'].includes(node.partialMode ?? '') ? node.partialMode : null,
    kindName(node),
    tableOf(node, names) ?? node.source,
    indexes && `using ${indexes}`,
    keys.length > 0 && `by ${keys.join(', ')}`,
    node.actual?.spilledKb ? `(${formatBytes(node.actual.spilledKb * 1024)} on disk)` : null,
  ]
    .filter((word) => word)
    .join(' ');
}

function kindName({ type, joinType, strategy, operation, scanDirection }: PlanNode): string {
  const join = joinType && joinType !== 'Inner' ? ` ${joinType}` : '';
  if (type === 'Nested Loop') return join ? `Nested Loop${join} Join` : type;
  if (type === 'Hash Join' || type === 'Merge Join') return `${type.slice(0, -5)}${join} Join`;
  if (type === 'Aggregate') return aggregates[strategy ?? 'Plain'] ?? type;
  if (type === 'ModifyTable') return operation ?? type;
  if (type === 'Bitmap Heap Scan') return 'Bitmap Scan';
  return scanDirection === 'Backward' ? `${type} Backward` : type;
}

/** The indexes that a scan uses: its own, or those of the bitmaps below it, `a and b`. Null for none. */
export function indexNames(node: PlanNode, names: PartitionNames): string | null {
  if (node.type !== 'Bitmap Heap Scan') return indexOf(node, names);
  return bitmapIndexes(node.children[0]!, names);
}

function bitmapIndexes(node: PlanNode, names: PartitionNames): string {
  const word = node.type === 'BitmapOr' ? ' or ' : ' and ';
  const own = indexOf(node, names);
  if (own !== null) return own;
  return [...new Set(node.children.map((child) => bitmapIndexes(child, names)))].join(word);
}
