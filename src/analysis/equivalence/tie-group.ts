import type { Row } from './answer.ts';
import { rowKey } from './row-bag.ts';

/** Consecutive rows that are equal in all keys. */
export interface TieGroup {
  /** Place of the first row. */
  readonly start: number;
  readonly rows: readonly Row[];
  readonly key: string;
}

/** Without keys all rows are one group. */
export function tieGroups(rows: readonly Row[], keys: readonly number[]): TieGroup[] {
  const groups: { start: number; rows: Row[]; key: string }[] = [];
  rows.forEach((row, start) => {
    const key = keyOf(row, keys);
    const last = groups.at(-1);
    if (last?.key === key) last.rows.push(row);
    else groups.push({ start, rows: [row], key });
  });
  return groups;
}

export function keyOf(row: Row, keys: readonly number[]): string {
  return rowKey(keys.map((column) => row[column]!));
}
