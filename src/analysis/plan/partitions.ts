import { isTableScan, nodesOf, type Plan, type PlanNode } from './plan-node.ts';

/** What a plan calls by the names of partitions; the server's catalogue knows. */
export interface PartitionNames {
  /** The partitioned table of a partition, and the partitioned index of a partition's index, by their names. */
  readonly roots: ReadonlyMap<string, string>;
  /** How many partitions hold rows, by name of the partitioned table. */
  readonly counts: ReadonlyMap<string, number>;
}

export const noPartitions: PartitionNames = { roots: new Map(), counts: new Map() };

/** The table that a query names: of a partition, the whole. */
export function tableOf({ relation }: PlanNode, { roots }: PartitionNames): string | null {
  return relation && (roots.get(relation) ?? relation);
}

/** The index as it was made: of a partition's, the whole. */
export function indexOf({ index }: PlanNode, { roots }: PartitionNames): string | null {
  return index && (roots.get(index) ?? index);
}

export interface PartitionUse {
  readonly table: string;
  /** Partitions that were read; those of a plan that was not run are all that it might read. */
  readonly used: number;
  readonly of: number;
}

/** How many partitions of each partitioned table a plan reads, by table. */
export function partitionUses({ root, isAnalyzed }: Plan, names: PartitionNames): Map<string, PartitionUse> {
  const read = new Map<string, Set<string>>();
  for (const node of nodesOf(root).filter(isTableScan)) {
    const table = names.roots.get(node.relation!);
    if (table === undefined) continue;
    const partitions = read.get(table) ?? new Set();
    read.set(table, partitions);
    if (!isAnalyzed || node.actual!.loops > 0) partitions.add(node.relation!);
  }
  return new Map(
    [...read].map(([table, { size }]) => [table, { table, used: size, of: names.counts.get(table) ?? size }]),
  );
}
