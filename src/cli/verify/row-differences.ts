import { fieldsOf, idOf } from '../../core/copy-row.ts';
import { fieldText } from '../../database/field-text.ts';
import type { ChangedColumn, RowDifference } from '../../report/verification.ts';

export interface ComparedColumn {
  name: string;
  /** As `format_type` prints it. */
  type: string;
}

/** What differs between two sets of COPY rows: all of it, by kind and id. */
export function rowDifferences(
  columns: readonly ComparedColumn[],
  expected: readonly Uint8Array[],
  found: readonly Uint8Array[],
): RowDifference[] {
  const expectedById = byId(expected);
  const foundById = byId(found);
  const ids = [...new Set([...expectedById.keys(), ...foundById.keys()])].sort();
  return ids.flatMap((id) => {
    // Without its primary key a table may have several rows of one id.
    const [due, there] = withoutEqual(expectedById.get(id) ?? [], foundById.get(id) ?? []);
    return Array.from({ length: Math.max(due.length, there.length) }, (_, i): RowDifference => {
      const [one, other] = [due[i], there[i]];
      if (!other) return { kind: 'missing', id };
      if (!one) return { kind: 'extra', id };
      return { kind: 'changed', id, columns: changedColumns(columns, one, other) };
    });
  });
}

function byId(rows: readonly Uint8Array[]): Map<string, Uint8Array[]> {
  const groups = new Map<string, Uint8Array[]>();
  for (const row of rows) {
    const id = idOf(row);
    const group = groups.get(id);
    if (group) group.push(row);
    else groups.set(id, [row]);
  }
  return groups;
}

function withoutEqual(
  expected: readonly Uint8Array[],
  found: readonly Uint8Array[],
): [Uint8Array[], Uint8Array[]] {
  const left = [...found];
  const due = expected.filter((row) => {
    const same = left.findIndex((other) => Buffer.compare(row, other) === 0);
    if (same < 0) return true;
    left.splice(same, 1);
    return false;
  });
  return [due, left];
}

function changedColumns(
  columns: readonly ComparedColumn[],
  expected: Uint8Array,
  found: Uint8Array,
): ChangedColumn[] {
  const [before, after] = [fieldsOf(expected), fieldsOf(found)];
  return columns.flatMap(({ name, type }, index) => {
    const [one, other] = [before[index] ?? null, after[index] ?? null];
    const isEqual = one === null || other === null ? one === other : one.equals(other);
    return isEqual ? [] : [{ name, expected: fieldText(type, one), found: fieldText(type, other) }];
  });
}
