import { toPortable } from '../../database/portable-config.ts';
import type { ReadyVariant } from '../variants/ready-variant.ts';
import type { ArmPlace } from './task.ts';

/** Where an arm is, for a thread. */
export function placeOf({ database, settings, world }: ReadyVariant): ArmPlace {
  const { config, address } = database;
  return { connection: toPortable(config), address, settings, world: world.options };
}
