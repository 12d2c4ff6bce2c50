import { indexOf, type PartitionNames, tableOf } from './partitions.ts';
import type { Plan, PlanNode } from './plan-node.ts';

/**
 * The shape of an operation's plans as a line of text: the ordered tree of nodes with table, index, join type, sort key
 * and partitions, without costs, rows and values (METHOD, section 4). Equal texts are the same plan. Partitions of one
 * shape in a row count and are not named, so that months that pass do not make a plan another.
 */
export function planFingerprint(plans: readonly Plan[], names: PartitionNames): string {
  return plans.map(({ root }) => shapeOf(root, names)).join('; ');
}

/** The shape of a node and all below it. */
export function shapeOf(node: PlanNode, names: PartitionNames): string {
  const words = [
    node.partialMode === 'Partial' || node.partialMode === 'Finalize' ? node.partialMode : null,
    node.strategy && node.strategy !== 'Plain' ? node.strategy : null,
    node.operation,
    node.joinType && node.joinType !== 'Inner' ? node.joinType : null,
    node.type,
    node.scanDirection === 'Backward' ? 'Backward' : null,
    tableOf(node, names) ?? node.source,
    node.index && `using ${indexOf(node, names)}`,
    node.sortKey.length > 0 ? `by ${node.sortKey.map(withoutPartition).join(', ')}` : null,
    node.subplan && `as ${node.subplan}`,
  ];
  const text = words.filter((word) => word !== null).join(' ');
  const children = counted(node.children.map((child) => shapeOf(child, names)));
  const removed = node.subplansRemoved > 0 ? [`${node.subplansRemoved} removed`] : [];
  const inside = [...children, ...removed].join(', ');
  return inside ? `${text} (${inside})` : text;
}

/** Runs of equal shapes as one, with how often. */
function counted(shapes: readonly string[]): string[] {
  const runs: { shape: string; times: number }[] = [];
  for (const shape of shapes) {
    const last = runs.at(-1);
    if (last?.shape === shape) last.times++;
    else runs.push({ shape, times: 1 });
  }
  return runs.map(({ shape, times }) => (times > 1 ? `${times} x ${shape}` : shape));
}

/** The first partition's alias stands in keys of merged ones: `events_1.created_at`. */
function withoutPartition(key: string): string {
  return key.replace(/\b(\w+)_\d+\./g, '$1.');
}
