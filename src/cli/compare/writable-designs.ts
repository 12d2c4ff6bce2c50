import { withConnection } from '../../database/connect.ts';
import { readIndexReport } from '../../database/index-report.ts';
import { bringTo } from '../load/warming.ts';
import type { ReadyVariant } from '../variants/ready-variant.ts';
import { placeOf } from './arm-place.ts';
import type { Design, Designs } from './designs.ts';
import type { ArmPlace } from './task.ts';

interface OnDesign {
  readonly design: Design;
}

/**
 * Copies of designs that are written to: one for each arm and for one load only, so that none begins with another's
 * rows.
 */
export class WritableDesigns {
  readonly #designs: Designs;
  readonly #scans = new Map<Design, Map<string, number>>();

  constructor(designs: Designs) {
    this.#designs = designs;
  }

  /** Where both arms are: for a load that writes, copies that are dropped after it, whatever comes of it. */
  async with<T>(
    arms: readonly [OnDesign, OnDesign],
    writes: boolean,
    load: (places: readonly [ArmPlace, ArmPlace], copies: readonly ReadyVariant[]) => Promise<T>,
  ): Promise<T> {
    if (!writes) return load([placeOf(arms[0].design.ready), placeOf(arms[1].design.ready)], []);
    return this.copied(arms, (copies) => load([placeOf(copies[0]!), placeOf(copies[1]!)], copies));
  }

  /** A copy for each arm, warm, as long as the work takes. */
  async copied<T>(
    arms: readonly OnDesign[],
    work: (copies: readonly ReadyVariant[]) => Promise<T>,
  ): Promise<T> {
    const copies: ReadyVariant[] = [];
    try {
      for (const { design } of arms) {
        const copy = await this.#designs.writable(design);
        copies.push(copy);
        await bringTo('warm', copy.database, true);
      }
      const result = await work(copies);
      for (const [index, copy] of copies.entries()) await this.#count(arms[index]!.design, copy);
      return result;
    } finally {
      for (const { copy } of copies) await copy?.drop();
    }
  }

  /** Scans of each index of a design on all of its copies, by name. */
  scansOf(design: Design): ReadonlyMap<string, number> {
    return this.#scans.get(design) ?? new Map();
  }

  /** A new database has counted nothing yet, so its counters are those of the load. */
  async #count(design: Design, { database: { config, address } }: ReadyVariant): Promise<void> {
    const sums = this.#scans.get(design) ?? new Map<string, number>();
    this.#scans.set(design, sums);
    const { indexes } = await withConnection(config, address, readIndexReport);
    for (const { name, scans } of indexes) sums.set(name, (sums.get(name) ?? 0) + scans);
  }
}
