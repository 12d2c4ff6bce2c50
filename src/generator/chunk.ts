import { ContentChecksum } from '../core/content-checksum.ts';
import { partOf, rowParts } from '../core/copy-row.ts';
import type { EntityKind } from '../population/ids.ts';
import { Drafts } from './drafts.ts';
import type { Recipe } from './recipe.ts';
import { RowEncoder } from './row-encoder.ts';

/** A range of a table's parents: the unit of parallel work, of a transaction and of resuming. */
export interface Chunk {
  table: EntityKind;
  /** From 0, in time order within the table. */
  number: number;
  firstParent: number;
  /** One past the last. */
  endParent: number;
  /** Estimated, for progress. */
  expectedRows: number;
}

/** Small enough for many to be in flight, large enough for a transaction each to cost nothing. */
const mostRowsPerChunk = 50_000;
/** Chunks of one table that are copied at once take turns on its pages: many small ones keep that short. */
const [chunksPerTable, fewestRowsPerChunk] = [24, 10_000];

/**
 * Cuts every table into chunks. All tables grow together, as an application fills them: so neighbours in the plan,
 * which are copied at the same time, are mostly of different tables, and each table is in order of time on disk.
 */
export function planChunks(recipes: readonly Recipe[]): Chunk[] {
  return recipes
    .flatMap((recipe) => {
      const chunks = cut(recipe);
      return chunks.map((chunk) => ({ chunk, place: (chunk.number + 0.5) / chunks.length }));
    })
    .sort((a, b) => a.place - b.place)
    .map(({ chunk }) => chunk);
}

function cut({ table, parents, rowsPerParent }: Recipe): Chunk[] {
  const rowsPerChunk = Math.min(
    mostRowsPerChunk,
    Math.max(fewestRowsPerChunk, (parents * rowsPerParent) / chunksPerTable),
  );
  const size = Math.max(1, Math.round(rowsPerChunk / Math.max(0.05, rowsPerParent)));
  return Array.from({ length: Math.ceil(parents / size) }, (_, number): Chunk => {
    const firstParent = number * size;
    const endParent = Math.min(parents, firstParent + size);
    return { table, number, firstParent, endParent, expectedRows: (endParent - firstParent) * rowsPerParent };
  });
}

/** Makes chunks into COPY data, reusing its memory from one to the next. */
export class ChunkEncoder {
  readonly #drafts = new Drafts();
  readonly #out = new RowEncoder();

  /**
   * The chunk as a complete binary COPY stream, in slices of about `sliceBytes` (each valid until the next is
   * asked for); returns the number of rows.
   */
  *encode(
    recipe: Recipe,
    { firstParent, endParent }: Chunk,
    sliceBytes = 1 << 18,
  ): Generator<Buffer, number> {
    const drafts = this.#drafts;
    const out = this.#out;
    drafts.clear();
    for (let parent = firstParent; parent < endParent; parent++) recipe.draft(parent, drafts);
    out.clear();
    out.header();
    const order = drafts.order();
    for (let done = this.#encodeRows(recipe, order, 0, sliceBytes); done < order.length; ) {
      yield out.bytes.subarray(0, out.length);
      out.clear();
      done = this.#encodeRows(recipe, order, done, sliceBytes);
    }
    out.trailer();
    yield out.bytes.subarray(0, out.length);
    return drafts.length;
  }

  /** Encodes rows from `first` on until a slice is full; returns where to go on. */
  #encodeRows(recipe: Recipe, order: Uint32Array, first: number, sliceBytes: number): number {
    const drafts = this.#drafts;
    const out = this.#out;
    const columns = recipe.columns.length;
    let place = first;
    for (; place < order.length && out.length < sliceBytes; place++) {
      out.row(columns);
      recipe.encode(drafts, order[place]!, out);
    }
    return place;
  }

  /** Visits every row of the chunk, in no order that means anything; the bytes are valid during the call only. */
  visitRows(recipe: Recipe, { firstParent, endParent }: ParentRange, visitor: RowVisitor): void {
    const drafts = this.#drafts;
    const out = this.#out;
    drafts.clear();
    for (let parent = firstParent; parent < endParent; parent++) recipe.draft(parent, drafts);
    for (let index = 0; index < drafts.length; index++) {
      out.clear();
      out.row(recipe.columns.length);
      recipe.encode(drafts, index, out);
      visitor(out.bytes, 0, out.length);
    }
  }
}

export type ParentRange = Pick<Chunk, 'firstParent' | 'endParent'>;
type RowVisitor = (bytes: Uint8Array, start: number, end: number) => void;

/** The chunk's checksum, in {@link rowParts} parts. */
export function checksumChunk(encoder: ChunkEncoder, recipe: Recipe, range: ParentRange): ContentChecksum {
  const checksum = new ContentChecksum(rowParts);
  encoder.visitRows(recipe, range, (bytes, start, end) =>
    checksum.addRow(bytes, start, end, partOf(bytes, start)),
  );
  return checksum;
}

/** The chunk's rows as COPY has them, each in memory of its own: all, or those of some parts. */
export function selectRows(
  encoder: ChunkEncoder,
  recipe: Recipe,
  range: ParentRange,
  parts?: ReadonlySet<number>,
): Uint8Array[] {
  const rows: Uint8Array[] = [];
  encoder.visitRows(recipe, range, (bytes, start, end) => {
    if (!parts || parts.has(partOf(bytes, start))) rows.push(new Uint8Array(bytes.subarray(start, end)));
  });
  return rows;
}

/**
 * A chunk as a complete binary COPY stream, in slices of memory of their own. It is shared among threads, not
 * handed over: memory that changes hands counts as allocated to V8, which collects its whole heap for that.
 */
export interface EncodedChunk {
  rows: number;
  slices: Uint8Array<SharedArrayBuffer>[];
}

/** Larger than a slice and the row that completes it, but for the longest posts. */
const sliceMemoryBytes = 320 * 1024;

/** `spare` holds memory of slices that were sent: new memory costs as much as filling it. */
export function encodeWhole(
  encoder: ChunkEncoder,
  recipe: Recipe,
  chunk: Chunk,
  spare: SharedArrayBuffer[] = [],
): EncodedChunk {
  const slices: EncodedChunk['slices'] = [];
  const encoding = encoder.encode(recipe, chunk);
  for (;;) {
    const step = encoding.next();
    if (step.done) return { rows: step.value, slices };
    const { length } = step.value;
    const used = length <= sliceMemoryBytes ? spare.pop() : undefined;
    const memory = used ?? new SharedArrayBuffer(Math.max(length, sliceMemoryBytes));
    const slice = new Uint8Array(memory, 0, length);
    slice.set(step.value);
    slices.push(slice);
  }
}

/** The memory of slices that have been sent, for {@link encodeWhole} to use again. */
export function memoryOf(slices: EncodedChunk['slices']): SharedArrayBuffer[] {
  return slices.map(({ buffer }) => buffer).filter(({ byteLength }) => byteLength === sliceMemoryBytes);
}
