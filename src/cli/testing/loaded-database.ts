import {
  createTestDatabase,
  ensureTemplate,
  type TestDatabase,
  testUrl,
} from '../../database/testing/database.ts';
import { bench } from './bench-process.ts';

/** A thousand users: `--scale tiny`. */
export const loadedScale = ['--scale', '1000'];

/** A dataset of {@link loadedScale} as `bench load` leaves it: loaded once a test run, a copy for each that asks. */
export async function createLoadedDatabase(): Promise<TestDatabase> {
  const template = await ensureTemplate('loaded_1000', async (config) => {
    const { exitCode, stderr } = await bench('load', ...loadedScale, '--url', testUrl(config));
    if (exitCode !== 0) throw new Error(stderr);
  });
  return createTestDatabase({ template });
}
