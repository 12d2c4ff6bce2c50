import type { CatalogueIndex, IndexKey } from './index-report-catalogue.ts';

/** Why an index could go, and which one does its work as well. */
export interface Redundancy {
  /**
   * `repeat`: the other has the same columns. `prefix`: the other begins with them. `part`: the other has the same
   * columns or begins with them, and the rows besides in which one of them is NULL, which no search for values misses.
   */
  readonly kind: 'repeat' | 'prefix' | 'part';
  /** The other one, which is not redundant itself. */
  readonly by: string;
}

/**
 * Which indexes others make redundant, by name: same table, method, operator classes, collations and predicate, and
 * forwards or backwards the same order. One that a constraint needs never is, nor one that alone forbids duplicates, nor
 * one that replication or CLUSTER was told to use. Of two that repeat each other one stays.
 */
export function redundantIndexes(indexes: readonly CatalogueIndex[]): Map<string, Redundancy> {
  const redundant = new Set<CatalogueIndex>();
  // What is worth less goes first: of repeats, the one that no constraint has, that is not unique, that is larger.
  const candidates = indexes
    .filter(({ constraints, isAppointed }) => constraints.length === 0 && !isAppointed)
    .sort(
      (a, b) =>
        Number(a.isUnique) - Number(b.isUnique) ||
        a.keys.length - b.keys.length ||
        b.sizeBytes - a.sizeBytes ||
        (a.name < b.name ? 1 : -1),
    );
  for (const index of candidates) {
    const others = indexes.filter((other) => other !== index && !redundant.has(other));
    if (others.some((other) => redundancyOf(index, other))) redundant.add(index);
  }
  const kept = indexes.filter((index) => !redundant.has(index));
  return new Map([...redundant].map((index) => [index.name, closest(index, kept)]));
}

/** What was left out later leads on to one that was kept. */
function closest(index: CatalogueIndex, kept: readonly CatalogueIndex[]): Redundancy {
  const order: Redundancy['kind'][] = ['repeat', 'part', 'prefix'];
  const found = kept.flatMap((other) => {
    const kind = redundancyOf(index, other);
    return kind ? [{ kind, by: other.name, keys: other.keys.length }] : [];
  });
  found.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.keys - b.keys);
  const { kind, by } = found[0]!;
  return { kind, by };
}

/** How `other` makes `index` redundant, if it does. */
function redundancyOf(index: CatalogueIndex, other: CatalogueIndex): Redundancy['kind'] | undefined {
  if (other.on !== index.on && other.on !== index.table) return undefined;
  if (index.method !== other.method || !other.isValid) return undefined;
  const isSameLength = index.keys.length === other.keys.length;
  // Only the order of a B-tree serves a search by its first columns alone.
  if (!isSameLength && !(index.method === 'btree' && index.keys.length < other.keys.length)) return undefined;
  if (!isSameOrder(index.keys, other.keys.slice(0, index.keys.length))) return undefined;
  if (index.isUnique && !(isSameLength && other.isUnique && (other.nullsEqual || !index.nullsEqual))) {
    return undefined;
  }
  const columns = new Set([...other.keys.map((key) => key.of), ...other.included]);
  if (!index.included.every((column) => columns.has(column))) return undefined;
  if (index.predicate === other.predicate) return isSameLength ? 'repeat' : 'prefix';
  return other.predicate === null && isWithoutNulls(index) ? 'part' : undefined;
}

function isSameOrder(keys: readonly IndexKey[], others: readonly IndexKey[]): boolean {
  const matches = (isBackwards: boolean) =>
    keys.every((key, place) => {
      const other = others[place]!;
      return (
        key.of === other.of &&
        key.operatorClass === other.operatorClass &&
        key.collation === other.collation &&
        (key.isDescending === other.isDescending) !== isBackwards &&
        (key.isNullsFirst === other.isNullsFirst) !== isBackwards
      );
    });
  return matches(false) || matches(true);
}

/** Whether its predicate says no more than that columns of its own are not NULL. */
function isWithoutNulls({ predicate, keys }: CatalogueIndex): boolean {
  if (predicate === null) return false;
  return predicate.split(' AND ').every((condition) => {
    const column = /^\(*("[^"]+"|[^\s()]+) IS NOT NULL\)*$/.exec(condition)?.[1];
    return keys.some((key) => key.of === column);
  });
}
