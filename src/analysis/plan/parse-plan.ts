import { environmentError } from '../../core/errors.ts';
import { PlanFields } from './plan-fields.ts';
import type { NodeExecution, Plan, PlanNode } from './plan-node.ts';

/**
 * The answer of `EXPLAIN (FORMAT JSON)`, with or without ANALYZE, BUFFERS and WAL, of PostgreSQL 14 to 18, as an object
 * or as text. Fields that it does not know are left out. One plan as a rule; several for a rule that rewrites the
 * statement into several; none for a command without a plan, such as COMMIT.
 *
 * Throws an environment error for what is no such answer.
 */
export function parsePlans(json: unknown): Plan[] {
  const answer = typeof json === 'string' ? readJson(json) : json;
  if (!Array.isArray(answer)) throw PlanFields.misunderstood('a list of plans', answer);
  return answer
    .filter((entry) => entry !== 'Utility Statement')
    .map((entry) => planOf(PlanFields.of(entry, 'a plan')));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw environmentError(`EXPLAIN gave no JSON: ${(error as Error).message}`, undefined, error);
  }
}

function planOf(fields: PlanFields): Plan {
  const root = nodeOf(fields.object('Plan'));
  return {
    root,
    isAnalyzed: root.actual !== null,
    triggers: fields.objects('Triggers').map((trigger) => ({
      name: trigger.optionalText('Constraint Name') ?? trigger.text('Trigger Name'),
      relation: trigger.optionalText('Relation'),
      calls: trigger.number('Calls'),
    })),
    usesJit: fields.has('JIT'),
  };
}

/** Conditions that tell one plan from another; their texts hold the values of a custom plan. */
const conditionNames = [
  'Index Cond',
  'Recheck Cond',
  'TID Cond',
  'Filter',
  'Join Filter',
  'Hash Cond',
  'Merge Cond',
  'Order By',
  'Cache Key',
];

function nodeOf(fields: PlanFields): PlanNode {
  const conditions = conditionNames.flatMap((name) => {
    const text = fields.optionalText(name);
    return text === null ? [] : [[name, text] as const];
  });
  return {
    type: fields.text('Node Type'),
    relation: fields.optionalText('Relation Name'),
    alias: fields.optionalText('Alias'),
    index: fields.optionalText('Index Name'),
    joinType: fields.optionalText('Join Type'),
    strategy: fields.optionalText('Strategy'),
    operation: fields.optionalText('Operation'),
    partialMode: fields.optionalText('Partial Mode'),
    scanDirection: fields.optionalText('Scan Direction'),
    relationship: fields.optionalText('Parent Relationship'),
    subplan: fields.optionalText('Subplan Name'),
    source: fields.optionalText('CTE Name') ?? fields.optionalText('Function Name'),
    sortKey: fields.texts('Sort Key'),
    groupKey: fields.texts('Group Key'),
    conditions: Object.fromEntries(conditions),
    isInnerUnique: fields.flag('Inner Unique'),
    workersLaunched: fields.optionalNumber('Workers Launched') ?? 0,
    subplansRemoved: fields.optionalNumber('Subplans Removed') ?? 0,
    expectedRows: fields.number('Plan Rows'),
    actual: fields.has('Actual Loops') ? executionOf(fields) : null,
    children: fields.objects('Plans').map(nodeOf),
  };
}

function executionOf(fields: PlanFields): NodeExecution {
  const sum = (...names: string[]) =>
    names.reduce((total, name) => total + (fields.optionalNumber(name) ?? 0), 0);
  return {
    rowsPerLoop: fields.number('Actual Rows'),
    loops: fields.number('Actual Loops'),
    removedPerLoop: sum('Rows Removed by Filter', 'Rows Removed by Index Recheck'),
    sharedBlocks: sum('Shared Hit Blocks', 'Shared Read Blocks'),
    tempBlocks: sum('Temp Read Blocks', 'Temp Written Blocks'),
    walRecords: sum('WAL Records'),
    walFullPageImages: sum('WAL FPI'),
    walBytes: sum('WAL Bytes'),
    spilledKb: spilledKbOf(fields),
  };
}

/** Of Sort, Incremental Sort, and hashes: an aggregate or a join whose table came in several batches. */
function spilledKbOf(fields: PlanFields): number {
  if (fields.optionalText('Sort Space Type') === 'Disk') return fields.number('Sort Space Used');
  for (const name of ['Full-sort Groups', 'Pre-sorted Groups']) {
    const disk = fields.optionalObject(name)?.optionalObject('Sort Space Disk');
    if (disk) return disk.number('Peak Sort Space Used');
  }
  const aggregate = fields.optionalNumber('Disk Usage');
  if (aggregate !== null) return aggregate;
  const batches = fields.optionalNumber('Hash Batches') ?? 1;
  return batches > 1 ? (batches - 1) * (fields.optionalNumber('Peak Memory Usage') ?? 0) : 0;
}
