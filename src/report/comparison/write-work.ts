import { type Spent, sharedOperations, spentOnFirst } from '../../analysis/compare/equal-work.ts';
import type { ArmSlice, SlicePair, SliceWork } from './block.ts';
import type { WriteContrast, WriteWork } from './write-side.ts';

/** What the server did per operation of each arm: of as many operations, over the slices in which its counters could tell. */
export function writeWorkOf(pairs: readonly SlicePair[]): NonNullable<WriteContrast['work']> {
  const { baseline, contender } = slicesWith(pairs, ({ work }) => work !== null);
  const executed = (slices: readonly ArmSlice[]) => slices.map((slice) => ({ operations: slice.executed }));
  const operations = sharedOperations(executed(baseline), executed(contender));
  return { baseline: workOf(baseline, operations), contender: workOf(contender, operations) };
}

/** Bytes of WAL by slice, for the pairs of which they are known on both arms. */
export function walSpent(pairs: readonly SlicePair[]): Sides<Spent> {
  const { baseline, contender } = slicesWith(pairs, ({ work }) => typeof work?.walBytes === 'number');
  return { baseline: spentBy(baseline, 'walBytes'), contender: spentBy(contender, 'walBytes') };
}

interface Sides<Each> {
  readonly baseline: Each[];
  readonly contender: Each[];
}

/** Of the pairs that are known on both arms. */
function slicesWith(pairs: readonly SlicePair[], isKnown: (slice: ArmSlice) => boolean): Sides<ArmSlice> {
  const told = pairs.filter(({ baseline, contender }) => isKnown(baseline) && isKnown(contender));
  return {
    baseline: told.map(({ baseline }) => baseline),
    contender: told.map(({ contender }) => contender),
  };
}

function spentBy(slices: readonly ArmSlice[], name: keyof SliceWork): Spent[] {
  return slices.map(({ executed, work }) => ({ operations: executed, amount: work?.[name] ?? 0 }));
}

function workOf(slices: readonly ArmSlice[], operations: number): WriteWork {
  const total = (name: keyof SliceWork) =>
    slices.some(({ work }) => work![name] === null) ? null : spentOnFirst(spentBy(slices, name), operations);
  const perOperation = (name: keyof SliceWork) => {
    const all = total(name);
    return operations === 0 || all === null ? null : all / operations;
  };
  const updated = total('updated') ?? 0;
  return {
    operations,
    walBytes: perOperation('walBytes'),
    walRecords: perOperation('walRecords'),
    fullPageImages: perOperation('fullPageImages'),
    rowsInserted: perOperation('inserted'),
    rowsUpdated: perOperation('updated'),
    hotShare: updated === 0 ? null : (total('hotUpdated') ?? 0) / updated,
  };
}
