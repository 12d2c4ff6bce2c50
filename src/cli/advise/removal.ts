import { withAdministration } from '../../database/administration.ts';
import { dropDatabase } from '../../database/removal.ts';
import type { Design } from '../compare/designs.ts';

/**
 * Drops the clones of designs that nobody will ask for again, also after an interruption. Nobody may be measuring them
 * any more. Those that a killed command leaves are variants' clones, which `bench clean` removes.
 */
export async function removeClones(designs: readonly Design[]): Promise<void> {
  const clones = designs.filter(({ ready }) => ready.build.manner === 'clone');
  // At once: after an interruption there is little time.
  await Promise.allSettled(
    clones.map(({ ready: { database } }) => {
      const { config, address } = database;
      const name = config.database!;
      return withAdministration({ config, address, database: name }, (admin) => dropDatabase(admin, name));
    }),
  );
}
