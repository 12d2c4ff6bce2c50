import type { Row } from './answer.ts';

/** One text for each row, equal where the rows are. */
export function rowKey(row: Row): string {
  return JSON.stringify(row);
}

/** Rows as a multiset. */
export class RowBag {
  readonly #counts = new Map<string, number>();

  constructor(rows: Iterable<Row>) {
    for (const row of rows) this.#add(rowKey(row), 1);
  }

  /** Takes one such row out; false if there is none. */
  take(row: Row): boolean {
    const key = rowKey(row);
    if ((this.#counts.get(key) ?? 0) === 0) return false;
    this.#add(key, -1);
    return true;
  }

  #add(key: string, count: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }
}

/** Places of rows that the other side does not have, or has not so often, in order. */
export function unmatched(rows: readonly Row[], others: readonly Row[]): number[] {
  const bag = new RowBag(others);
  return rows.flatMap((row, place) => (bag.take(row) ? [] : [place]));
}
