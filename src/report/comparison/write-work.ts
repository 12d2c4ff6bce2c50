import type { ArmSlice, SliceWork } from './block.ts';
import type { WriteWork } from './write-side.ts';

/** What the server did per operation of one arm, over the slices in which its counters could tell. */
export function writeWorkOf(slices: readonly ArmSlice[]): WriteWork {
  const told = slices.flatMap(({ executed, work }) => (work ? [{ executed, work }] : []));
  const operations = told.reduce((sum, { executed }) => sum + executed, 0);
  const total = (name: keyof SliceWork) => {
    if (told.some(({ work }) => work[name] === null)) return null;
    return told.reduce((sum, { work }) => sum + work[name]!, 0);
  };
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
