import { World, type WorldOptions } from '../../population/world.ts';

/** The worlds of a comparison's arms. Each is made once, when it is asked for: that takes 20 ms and more. */
export class ArmWorlds {
  readonly #made = new Map<string, World>();

  /** The same one for equal options; undefined for none. */
  of(options: WorldOptions | undefined): World | undefined {
    if (!options) return undefined;
    const key = JSON.stringify(options);
    const world = this.#made.get(key) ?? new World(options);
    this.#made.set(key, world);
    return world;
  }
}
