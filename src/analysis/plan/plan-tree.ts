import { formatCount } from '../../core/units.ts';
import { nodeName } from './node-name.ts';
import { type PartitionNames, tableOf } from './partitions.ts';
import { shapeOf } from './plan-fingerprint.ts';
import { examinedRowsOf, isTableScan, type Plan, type PlanNode, rowsOf } from './plan-node.ts';

/**
 * A plan as a short tree for people, a line a node, indented by two: `Index Scan posts using posts_user_created, 10
 * times, 800 of 1,000 rows` gave 800 rows of the 1,000 that it looked at, as does a sort of
 * which a LIMIT takes the first. Partitions of one shape are one line; what only
 * serves the node above (a hash table, the bitmaps of a scan) has none. Lines are cut to `width` characters within the
 * name, so that the figures stay. Where the plan was not run, rows are what the planner expects: `about 750 rows`.
 */
export function planTree({ root }: Plan, width: number, names: PartitionNames): string[] {
  return linesOf([root], 0).map(({ depth, name, figures }) => {
    const room = width - 2 * depth - figures.length - 2;
    const shown = name.length <= room ? name : `${name.slice(0, Math.max(room - 1, 0))}…`;
    return `${'  '.repeat(depth)}${shown}, ${figures}`;
  });

  /** Of nodes that do the same for several partitions, as one. */
  function linesOf(peers: readonly PlanNode[], depth: number): TreeLine[] {
    const [node] = peers as [PlanNode];
    const groups = node.type === 'Bitmap Heap Scan' ? [] : childGroups(peers);
    const isPassed = isSilent(node) && groups.length === 1;
    const line = { depth, name: nameOf(peers), figures: figuresOf(peers) };
    const below = groups.flatMap((group) => linesOf(group, isPassed ? depth : depth + 1));
    return isPassed ? below : [line, ...below];
  }

  function nameOf(peers: readonly PlanNode[]): string {
    const name = nodeName(peers[0]!, names);
    const table = tableOf(peers[0]!, names);
    const of = isTableScan(peers[0]!) && table !== peers[0]!.relation ? names.counts.get(table!) : undefined;
    if (of === undefined) return name;
    const used = peers.filter(({ actual }) => !actual || actual.loops > 0).length;
    return name.replace(` ${table}`, ` ${table} (${used} of ${of} partitions)`);
  }

  /** The children of the first, each with those of its peers, and neighbours of one shape together. */
  function childGroups(peers: readonly PlanNode[]): PlanNode[][] {
    const groups: { shape: string; nodes: PlanNode[] }[] = [];
    for (const [index, child] of peers[0]!.children.entries()) {
      if (child.type === 'Result' && child.children.length === 0 && peers[0]!.type === 'ModifyTable')
        continue;
      const nodes = peers.map(({ children }) => children[index]!);
      const shape = shapeOf(child, names);
      const last = groups.at(-1);
      if (last?.shape === shape && child.relationship === 'Member') last.nodes.push(...nodes);
      else groups.push({ shape, nodes });
    }
    return groups.map(({ nodes }) => nodes);
  }
}

interface TreeLine {
  readonly depth: number;
  readonly name: string;
  readonly figures: string;
}

/** Says nothing that the node above or below does not. */
function isSilent({ type, subplan }: PlanNode): boolean {
  return subplan === null && (type === 'Hash' || type === 'Append' || type === 'Subquery Scan');
}

function figuresOf(peers: readonly PlanNode[]): string {
  if (!peers[0]!.actual) return `about ${counted(sum(peers, ({ expectedRows }) => expectedRows))}`;
  const times = Math.max(...peers.map(({ actual }) => actual!.loops));
  if (times === 0) return 'never run';
  const rows = sum(peers, (node) => givenRowsOf(node));
  const examined = sum(peers, (node) => takenRowsOf(node));
  // A mean that EXPLAIN has rounded down.
  if (times > 1 && rows === 0 && examined === 0) return `${formatCount(times)} times, few or no rows`;
  const gave = examined > rows ? `${formatCount(rows)} of ${counted(examined)}` : counted(rows);
  return times > 1 ? `${formatCount(times)} times, ${gave}` : gave;
}

function takenRowsOf(node: PlanNode): number {
  return node.type === 'Sort' ? rowsOf(node.children[0]!)! : examinedRowsOf(node)!;
}

/** A write gives none, and writes those of the node below it. */
function givenRowsOf(node: PlanNode): number {
  return rowsOf(node.type === 'ModifyTable' ? (node.children[0] ?? node) : node)!;
}

function counted(rows: number): string {
  const text = formatCount(rows);
  return `${text} ${text === '1' ? 'row' : 'rows'}`;
}

function sum(nodes: readonly PlanNode[], figure: (node: PlanNode) => number): number {
  return nodes.reduce((total, node) => total + figure(node), 0);
}
