import type { EntityKind } from '../population/ids.ts';
import type { World } from '../population/world.ts';
import type { Drafts } from './drafts.ts';
import type { RowEncoder } from './row-encoder.ts';

/**
 * How the rows of one table are made. Rows belong to parents (a like to its post, a follow to its later joiner);
 * a chunk is a range of parents, so any chunk can be made without the others.
 */
export interface Recipe {
  readonly table: EntityKind;
  /** In the order in which {@link encode} writes them. */
  readonly columns: readonly string[];
  /** How many parents there are. */
  readonly parents: number;
  /** Expected rows per parent; only sizes the chunks. */
  readonly rowsPerParent: number;
  /** Adds the rows of one parent. */
  draft(parent: number, rows: Drafts): void;
  /** Writes the fields of one row, in the order of the columns. */
  encode(rows: Drafts, index: number, out: RowEncoder): void;
}

export type RecipeFor = (world: World) => Recipe;
