import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const abandonedAfterMs = 600_000;

/**
 * Builds a folder aside and renames it into place, so that `target` exists complete or not at all. Of two
 * commands that build at the same time one wins and the other discards its copy.
 */
export async function stageFolder(target: string, build: (folder: string) => void | Promise<void>) {
  removeAbandoned(target);
  if (existsSync(target)) return;
  const staging = mkdtempSync(`${target}.`);
  try {
    await build(staging);
    renameSync(staging, target);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if ((code !== 'ENOTEMPTY' && code !== 'EEXIST') || !existsSync(target)) throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** A killed command leaves its half-built copy behind. */
function removeAbandoned(target: string): void {
  // The wall clock, as file times are.
  const before = Date.now() - abandonedAfterMs;
  for (const name of readdirSync(dirname(target))) {
    const folder = join(dirname(target), name);
    if (!name.startsWith(`${basename(target)}.`)) continue;
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found && found.mtimeMs < before) rmSync(folder, { recursive: true, force: true });
  }
}
