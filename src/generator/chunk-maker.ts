import type { ContentChecksum } from '../core/content-checksum.ts';
import type { EntityKind } from '../population/ids.ts';
import type { World } from '../population/world.ts';
import {
  type Chunk,
  ChunkEncoder,
  checksumChunk,
  type EncodedChunk,
  encodeWhole,
  type ParentRange,
  selectRows,
} from './chunk.ts';
import type { Recipe } from './recipe.ts';
import { recipeOf } from './recipes.ts';

/** Some parents of a table. */
export type TableRange = ParentRange & { table: EntityKind };

/** What a thread can be asked for. */
export type ChunkRequest =
  | { kind: 'encode'; chunk: Chunk }
  /** Takes back memory; not answered. */
  | { kind: 'recycle'; spare: SharedArrayBuffer[] }
  | { kind: 'checksum'; range: TableRange }
  | { kind: 'rows'; range: TableRange; parts?: ReadonlySet<number> };

export type Answer<Kind extends ChunkRequest['kind']> = {
  encode: EncodedChunk;
  recycle: never;
  checksum: Uint32Array<ArrayBuffer>;
  rows: Uint8Array[];
}[Kind];

/** Where the rows that a table should have are made: in this thread or in others. */
export interface RowSource {
  checksum(range: TableRange): Promise<ContentChecksum>;
  /** The rows of some parts, or all. */
  rows(range: TableRange, parts?: ReadonlySet<number>): Promise<Uint8Array[]>;
}

/** Makes chunks of all tables of a world, in this thread. */
export class ChunkMaker {
  readonly #world: World;
  readonly #encoder = new ChunkEncoder();
  readonly #recipes = new Map<EntityKind, Recipe>();
  readonly #spare: SharedArrayBuffer[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  encode(chunk: Chunk): EncodedChunk {
    return encodeWhole(this.#encoder, this.#recipe(chunk.table), chunk, this.#spare);
  }

  /** Takes memory of slices that were sent, to use it again. */
  recycle(spare: readonly SharedArrayBuffer[]): void {
    this.#spare.push(...spare);
  }

  checksum(range: TableRange): ContentChecksum {
    return checksumChunk(this.#encoder, this.#recipe(range.table), range);
  }

  rows(range: TableRange, parts?: ReadonlySet<number>): Uint8Array[] {
    return selectRows(this.#encoder, this.#recipe(range.table), range, parts);
  }

  #recipe(table: EntityKind): Recipe {
    const recipe = this.#recipes.get(table) ?? recipeOf(this.#world, table);
    this.#recipes.set(table, recipe);
    return recipe;
  }
}
