import { type Condition, type Operand, readConditions, readSortKey, type SortColumn } from './conditions.ts';
import { indexOf, type PartitionNames, tableOf } from './partitions.ts';
import { isTableScan, nodesOf, type Plan, type PlanNode } from './plan-node.ts';

/** What a statement asks of one of its tables, as far as an index could serve it. Columns without doubles, in order. */
export interface TableAccess {
  /** As the statement calls it. */
  readonly alias: string;
  readonly table: string;
  /** That it was found with; null for none, or several. */
  readonly index: string | null;
  /** Columns compared with values for equality. */
  readonly equal: readonly string[];
  /** Columns compared with columns of other tables for equality. */
  readonly joined: readonly string[];
  /** Columns compared with values by `<`, `<=`, `>`, `>=`. */
  readonly ranges: readonly string[];
  /** Boolean columns that must have this value. */
  readonly flags: readonly { readonly column: string; readonly value: boolean }[];
  /** LIKE (`~~`), ILIKE (`~~*`) and full-text search (`@@`). */
  readonly searches: readonly {
    readonly operator: string;
    readonly left: Operand;
    readonly pattern: string;
  }[];
  /** The order that its rows are sorted in, by its own columns alone. */
  readonly order: readonly SortColumn[];
  /** Whether only the first rows are wanted. */
  readonly isLimited: boolean;
  /** Rows that are looked at: what happened, or what the planner expects. */
  readonly rowsExamined: number;
}

type Access = {
  -readonly [Key in keyof TableAccess]: TableAccess[Key] extends readonly (infer Element)[]
    ? Element[]
    : TableAccess[Key];
};

/** The tables that a plan reads, in its order. */
export function tableAccesses({ root }: Plan, names: PartitionNames): TableAccess[] {
  const accesses = new Map<string, Access>();
  for (const node of nodesOf(root).filter(isTableScan)) addScan(accesses, node, names);
  for (const node of nodesOf(root)) addConditions(accesses, node, names);
  addOrders(accesses, root, names, false);
  return [...accesses.values()];
}

/** Partitions are called by their table's alias and a number. */
function aliasOf(node: PlanNode, { roots }: PartitionNames): string {
  const alias = node.alias ?? node.relation!;
  return roots.has(node.relation!) ? alias.replace(/_\d+$/, '') : alias;
}

function addScan(accesses: Map<string, Access>, node: PlanNode, names: PartitionNames): void {
  const alias = aliasOf(node, names);
  const { actual, expectedRows } = node;
  const examined = actual ? (actual.rowsPerLoop + actual.removedPerLoop) * actual.loops : expectedRows;
  const bitmaps = node.children.flatMap(nodesOf).filter(({ index }) => index !== null);
  const index = indexOf(bitmaps.length === 1 ? bitmaps[0]! : node, names);
  const known = accesses.get(alias);
  if (known) {
    known.rowsExamined += examined;
    return;
  }
  accesses.set(alias, {
    alias,
    table: tableOf(node, names)!,
    index,
    equal: [],
    joined: [],
    ranges: [],
    flags: [],
    searches: [],
    order: [],
    isLimited: false,
    rowsExamined: examined,
  });
}

const judging = ['Index Cond', 'Recheck Cond', 'Filter', 'Join Filter', 'Hash Cond', 'Merge Cond'];

function addConditions(accesses: Map<string, Access>, node: PlanNode, names: PartitionNames): void {
  const own = isTableScan(node) ? aliasOf(node, names) : null;
  const conditions = judging.flatMap((name) => readConditions(node.conditions[name] ?? ''));
  for (const condition of conditions) {
    const accessOf = (operand: Operand | null) =>
      operand?.kind === 'column' ? accesses.get(plain(operand.qualifier ?? own, accesses)) : undefined;
    const [left, right] = [accessOf(condition.left), accessOf(condition.right)];
    if (left && right && left !== right) addJoin(left, right, condition);
    else addCondition(left ?? (own === null ? undefined : accesses.get(own)), condition);
  }
}

/** Of a partition's alias, the whole's. */
function plain(alias: string | null, accesses: Map<string, Access>): string {
  if (alias === null) return '';
  return accesses.has(alias) ? alias : alias.replace(/_\d+$/, '');
}

function addJoin(left: Access, right: Access, { operator, left: a, right: b }: Condition): void {
  if (operator !== '=' || a.kind !== 'column' || b?.kind !== 'column') return;
  add(left.joined, a.column);
  add(right.joined, b.column);
}

function addCondition(access: Access | undefined, { left, operator, right }: Condition): void {
  if (!access) return;
  if (right?.kind === 'value' && /^(~~\*?|@@)$/.test(operator)) {
    const search = { operator, left, pattern: right.text };
    const isKnown = access.searches.some((known) => JSON.stringify(known) === JSON.stringify(search));
    if (!isKnown) access.searches.push(search);
    return;
  }
  if (left.kind !== 'column') return;
  const { column } = left;
  if (operator === 'is true' || operator === 'is false') {
    if (!access.flags.some((flag) => flag.column === column)) {
      access.flags.push({ column, value: operator === 'is true' });
    }
  } else if (right?.kind === 'value' && (operator === '=' || operator === '= ANY')) add(access.equal, column);
  else if (right?.kind === 'value' && /^[<>]=?$/.test(operator)) add(access.ranges, column);
}

function add(columns: string[], column: string): void {
  if (!columns.includes(column)) columns.push(column);
}

/** A sort above an aggregate is of groups, which no index of a table has in order. */
function addOrders(
  accesses: Map<string, Access>,
  node: PlanNode,
  names: PartitionNames,
  isLimited: boolean,
): void {
  const limited = isLimited || node.type === 'Limit';
  if (/Sort$/.test(node.type)) addOrder(accesses, node, names, limited);
  for (const child of node.children) addOrders(accesses, child, names, limited);
}

function addOrder(
  accesses: Map<string, Access>,
  node: PlanNode,
  names: PartitionNames,
  isLimited: boolean,
): void {
  const below = scansBelow(node);
  const aliases = new Set(below.map((scan) => aliasOf(scan, names)));
  const keys = node.sortKey.map(readSortKey);
  const [first] = keys;
  if (!first) return;
  const alias = first.qualifier ?? (aliases.size === 1 ? [...aliases][0]! : null);
  const isOfOne = keys.every((key) => key !== undefined && key.qualifier === first.qualifier);
  const access = alias === null || !isOfOne || !aliases.has(alias) ? undefined : accesses.get(alias);
  if (!access || access.order.length > 0) return;
  access.order.push(...(keys as SortColumn[]));
  access.isLimited = isLimited;
}

function scansBelow(node: PlanNode): PlanNode[] {
  return node.children.flatMap((child) =>
    /^(Aggregate|WindowAgg|Unique|SetOp)$/.test(child.type)
      ? []
      : [...(isTableScan(child) ? [child] : []), ...scansBelow(child)],
  );
}
