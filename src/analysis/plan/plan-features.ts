import { indexNames } from './node-name.ts';
import { type PartitionNames, type PartitionUse, partitionUses, tableOf } from './partitions.ts';
import { examinedRowsOf, isTableScan, nodesOf, type Plan, type PlanNode, rowsOf } from './plan-node.ts';

/** What an operation's plans do, apart from the order in which they do it: what two of them can differ in. */
export interface PlanFeatures {
  /** By table: the ways in which it is read. */
  readonly accesses: ReadonlyMap<string, readonly Access[]>;
  /** By table, of partitioned ones. */
  readonly partitions: ReadonlyMap<string, PartitionUse>;
  readonly joins: readonly Join[];
  /** Rows that go into sorts; undefined without any. */
  readonly sortedRows: number | undefined;
  /** Rows that go into aggregates and DISTINCT; undefined without any. */
  readonly aggregatedRows: number | undefined;
  /** Kilobytes of sorts and hashes that went to disk. */
  readonly spilledKb: number;
  readonly workers: number;
  readonly usesJit: boolean;
  /** Whether rows are what happened, or only what the planner expects. */
  readonly isAnalyzed: boolean;
}

/** One way of reading a table. */
export interface Access {
  /** `sequential scan`, `index scan posts_user_created`. */
  readonly way: string;
  readonly rows: number;
}

export interface Join {
  /** `hash join`, `nested loop`, `merge join`. */
  readonly method: string;
  /** Tables below it, in order of their names. */
  readonly tables: readonly string[];
  readonly rows: number;
}

export function planFeatures(plans: readonly Plan[], names: PartitionNames): PlanFeatures {
  const nodes = plans.flatMap(({ root }) => nodesOf(root));
  const isAnalyzed = plans.every((plan) => plan.isAnalyzed);
  const into = (types: readonly string[]) => {
    const found = nodes.filter(({ type }) => types.includes(type));
    const rows = found.map((node) =>
      sum(node.children.slice(0, 1).map((child) => passed(child, isAnalyzed))),
    );
    return found.length > 0 ? sum(rows) : undefined;
  };
  return {
    accesses: accessesOf(nodes, names, isAnalyzed),
    partitions: new Map(plans.flatMap((plan) => [...partitionUses(plan, names)])),
    joins: nodes.flatMap((node) => joinOf(node, names, isAnalyzed)),
    sortedRows: into(['Sort', 'Incremental Sort']),
    aggregatedRows: into(['Aggregate', 'Group', 'Unique']),
    spilledKb: sum(nodes.map(({ actual }) => actual?.spilledKb ?? 0)),
    workers: Math.max(0, ...nodes.map(({ workersLaunched }) => workersLaunched)),
    usesJit: plans.some(({ usesJit }) => usesJit),
    isAnalyzed,
  };
}

const ways: Readonly<Record<string, string>> = {
  'Seq Scan': 'sequential scan',
  'Index Scan': 'index scan',
  'Index Only Scan': 'index-only scan',
  'Bitmap Heap Scan': 'bitmap scan',
};

function accessesOf(
  nodes: readonly PlanNode[],
  names: PartitionNames,
  isAnalyzed: boolean,
): Map<string, Access[]> {
  const accesses = new Map<string, Access[]>();
  for (const node of nodes.filter(isTableScan)) {
    if (isAnalyzed && node.actual!.loops === 0) continue;
    const table = tableOf(node, names)!;
    const indexes = indexNames(node, names);
    const way = `${ways[node.type] ?? node.type.toLowerCase()}${indexes === null ? '' : ` ${indexes}`}`;
    const rows = isAnalyzed ? examinedRowsOf(node)! : node.expectedRows;
    const known = accesses.get(table) ?? [];
    const same = known.find((access) => access.way === way);
    const others = known.filter((access) => access !== same);
    accesses.set(table, [...others, { way, rows: rows + (same?.rows ?? 0) }]);
  }
  return accesses;
}

function joinOf(node: PlanNode, names: PartitionNames, isAnalyzed: boolean): Join[] {
  if (!['Nested Loop', 'Hash Join', 'Merge Join'].includes(node.type)) return [];
  const tables = nodesOf(node)
    .filter(isTableScan)
    .map((scan) => tableOf(scan, names)!);
  return [
    {
      method: node.type.toLowerCase(),
      tables: [...new Set(tables)].sort(),
      rows: Math.max(...[node, ...node.children].map((part) => passed(part, isAnalyzed))),
    },
  ];
}

function passed(node: PlanNode, isAnalyzed: boolean): number {
  return isAnalyzed ? rowsOf(node)! : node.expectedRows;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
