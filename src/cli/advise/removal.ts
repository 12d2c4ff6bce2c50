import { withAdministration } from '../../database/administration.ts';
import { dropDatabase } from '../../database/removal.ts';
import type { Design } from '../compare/designs.ts';

/**
 * Drops the clones of designs that nobody will ask for again, also after an interruption. Nobody may be measuring them
 * any more. Those that a killed command leaves are variants' clones, which `bench clean` removes.
 */
export async function removeClones(designs: readonly Design[]): Promise<void> {
  for (const { ready } of designs) {
    if (ready.build.manner !== 'clone') continue;
    const { config, address } = ready.database;
    const database = config.database!;
    await withAdministration({ config, address, database }, (admin) => dropDatabase(admin, database));
  }
}
