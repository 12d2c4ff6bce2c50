/** What EXPLAIN says of one node of a plan, as far as work, shape and words need it. */
export interface PlanNode {
  /** As EXPLAIN names it: `Nested Loop`, `Index Only Scan`, `ModifyTable`. */
  readonly type: string;
  /** Table that it reads or writes, without schema; of a partition, the partition. */
  readonly relation: string | null;
  readonly alias: string | null;
  readonly index: string | null;
  /** `Inner`, `Left`, `Semi`, `Anti`, ... */
  readonly joinType: string | null;
  /** Of Aggregate: `Sorted`, `Hashed`, `Plain`, `Mixed`; of set operations too. */
  readonly strategy: string | null;
  /** Of ModifyTable: `Insert`, `Update`, `Delete`, `Merge`. */
  readonly operation: string | null;
  /** Of Aggregate: `Partial` or `Finalize` where the work is divided among workers. */
  readonly partialMode: string | null;
  /** `Forward` or `Backward`, of an index scan. */
  readonly scanDirection: string | null;
  /** To the node above: `Outer`, `Inner`, `Member`, `InitPlan`, `SubPlan`, `Subquery`. */
  readonly relationship: string | null;
  /** `SubPlan 1`, `CTE recent`. */
  readonly subplan: string | null;
  /** Of a scan of a function or a common table expression: its name. */
  readonly source: string | null;
  /** Of Sort, Incremental Sort and Merge Append. */
  readonly sortKey: readonly string[];
  /** Of an Aggregate with GROUP BY. */
  readonly groupKey: readonly string[];
  /** By EXPLAIN's names: `Index Cond`, `Filter`, `Hash Cond`, ... */
  readonly conditions: Readonly<Record<string, string>>;
  /** A join stops at the first match of each row. */
  readonly isInnerUnique: boolean;
  readonly workersLaunched: number;
  /** Partitions that were ruled out when the execution began. */
  readonly subplansRemoved: number;
  /** The planner's, for one loop. */
  readonly expectedRows: number;
  /** What happened; null where the statement was not run. */
  readonly actual: NodeExecution | null;
  readonly children: readonly PlanNode[];
}

/** What a node did, together with all below it where blocks and WAL are concerned. */
export interface NodeExecution {
  /** Mean of its loops; whole numbers before PostgreSQL 18, hundredths since. */
  readonly rowsPerLoop: number;
  /** How often it ran, in all workers; 0 for never. */
  readonly loops: number;
  /** Rows that a scan dropped, by Filter and by Recheck of a bitmap: mean of its loops. */
  readonly removedPerLoop: number;
  /** Blocks of shared buffers, hit or read from the operating system. */
  readonly sharedBlocks: number;
  /** Blocks of temporary files, read or written. */
  readonly tempBlocks: number;
  readonly walRecords: number;
  readonly walFullPageImages: number;
  readonly walBytes: number;
  /** Kilobytes on disk of a sort or hash that did not fit in work_mem; 0 for none. */
  readonly spilledKb: number;
}

/** One plan of a statement. */
export interface Plan {
  readonly root: PlanNode;
  /** Whether it was run: only then do its nodes have an execution. */
  readonly isAnalyzed: boolean;
  /** Queries that constraints and triggers ran, whose blocks and WAL no node has. */
  readonly triggers: readonly PlanTrigger[];
  /** Whether parts of it were compiled. */
  readonly usesJit: boolean;
}

export interface PlanTrigger {
  readonly name: string;
  readonly relation: string | null;
  readonly calls: number;
}

/** The node and all below it, from the top, in EXPLAIN's order. */
export function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...node.children.flatMap(nodesOf)];
}

/** Whether it reads rows of a table: a scan, not a write, and not the bitmap of an index below one. */
export function isTableScan({ type, relation }: PlanNode): boolean {
  return relation !== null && type !== 'ModifyTable';
}

/** Over all loops; null where the statement was not run. */
export function rowsOf({ actual }: PlanNode): number | null {
  return actual && actual.rowsPerLoop * actual.loops;
}

/** Rows that a scan looked at: (rows + removed) x loops, METHOD section 4. Null where the statement was not run. */
export function examinedRowsOf({ actual }: PlanNode): number | null {
  return actual && (actual.rowsPerLoop + actual.removedPerLoop) * actual.loops;
}
