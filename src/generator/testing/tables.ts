import type { EntityKind } from '../../population/ids.ts';
import type { World } from '../../population/world.ts';
import { ChunkEncoder, encodeWhole, planChunks } from '../chunk.ts';
import { recipeOf } from '../recipes.ts';
import { readRows } from './binary-copy.ts';

/** A row by column. */
export type Row = Record<string, Buffer | null>;

/** All rows of a table, read back from the COPY data. */
export function rowsOf(world: World, table: EntityKind): Row[] {
  const recipe = recipeOf(world, table);
  const encoder = new ChunkEncoder();
  return planChunks([recipe]).flatMap((chunk) =>
    readRows(Buffer.concat(encodeWhole(encoder, recipe, chunk).slices)).map((fields) =>
      Object.fromEntries(recipe.columns.map((column, index) => [column, fields[index]!])),
    ),
  );
}
