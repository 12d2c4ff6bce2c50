import type { EntityKind } from '../population/ids.ts';
import type { World } from '../population/world.ts';
import { Drafts } from './drafts.ts';
import { type Footprint, footprints } from './footprint.ts';
import type { Recipe } from './recipe.ts';
import { recipesOf } from './recipes.ts';

/** What a table of a world will be once it is loaded, keys and indexes included. */
export interface TableForecast {
  table: EntityKind;
  rows: number;
  /** Heap and TOAST. */
  heapBytes: number;
  indexBytes: number;
}

/**
 * Parents of a strip. A multiple of the deck that deals out activity and popularity, one card to each of 100
 * successive users: a strip of users then holds every kind of them in its proportion.
 */
const stripLength = 100;
/** Enough for some 3 % at worst: what a post receives is so skewed that few posts say little. */
const sampledRows = 150_000;
const [fewestStrips, mostStrips] = [100, 600];

/**
 * Rows and bytes of all tables, without a database and in a time that does not grow with the world: rows by making
 * those of sampled parents, bytes by what rows took in databases that were measured.
 */
export function forecast(world: World): TableForecast[] {
  const drafts = new Drafts();
  const width = world.keys === 'bigint' ? 'bigint' : 'uuid';
  return recipesOf(world).map((recipe) => {
    const rows = expectedRows(recipe, drafts);
    const { heap, index } = footprints[width][recipe.table];
    return { table: recipe.table, rows, heapBytes: bytesOf(heap, rows), indexBytes: bytesOf(index, rows) };
  });
}

/** Exact for as many parents as are sampled; beyond, by strips at even distances over the whole of time. */
function expectedRows(recipe: Recipe, drafts: Drafts): number {
  const { parents } = recipe;
  const strips = stripsOf(recipe);
  const sampled = strips * stripLength;
  drafts.clear();
  if (parents <= sampled) {
    for (let parent = 0; parent < parents; parent++) recipe.draft(parent, drafts);
    return drafts.length;
  }
  for (let strip = 0; strip < strips; strip++) {
    const first = Math.floor(((strip + 0.5) * parents) / strips - stripLength / 2);
    for (let parent = first; parent < first + stripLength; parent++) recipe.draft(parent, drafts);
  }
  return Math.round((drafts.length / sampled) * parents);
}

function stripsOf({ rowsPerParent }: Recipe): number {
  const wanted = Math.ceil(sampledRows / rowsPerParent / stripLength);
  return Math.min(mostStrips, Math.max(fewestStrips, wanted));
}

/** PostgreSQL's pages; also the least that a table with rows takes. */
const pageBytes = 8192;

function bytesOf({ fixedBytes, bytesPerRow }: Footprint, rows: number): number {
  return rows === 0 ? 0 : pageBytes * Math.ceil((fixedBytes + bytesPerRow * rows) / pageBytes);
}
