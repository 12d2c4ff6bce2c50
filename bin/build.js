// Compiles src/ to dist/, atomically: two first runs at once each build aside and one rename wins.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { bundle, entriesWith, threadsOf } from './bundle.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src');
const output = join(root, 'dist');
const program = join(source, 'cli', 'main.ts');

function newestChange() {
  let newest = 0;
  for (const folder of [dirname(fileURLToPath(import.meta.url)), source]) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      // A folder's own time changes when a file in it is added or removed.
      const { mtimeMs } = statSync(join(entry.parentPath, entry.name));
      if (mtimeMs > newest) newest = mtimeMs;
    }
  }
  return newest;
}

function isFresh() {
  if (!existsSync(source)) return true;
  return existsSync(output) && statSync(output).mtimeMs >= newestChange();
}

/** @param {string} problem @param {string} next */
function fail(problem, next) {
  process.stderr.write(`bench: ${problem}\n  ${next}\n`);
  process.exitCode = 3;
  return false;
}

/** Why it cannot be compiled, and what to do. @param {any} error */
function failCompiling(error) {
  if (error.code === 'ERR_MODULE_NOT_FOUND') {
    return fail('this checkout is not built and its packages are not installed', 'run: npm ci');
  }
  return fail(
    'src/ does not compile',
    stripVTControlCharacters(error.message).trimEnd().replaceAll('\n', '\n  '),
  );
}

async function build(isSuperfluous = () => false) {
  // The stamp is the time before compiling: an edit during the build makes the next run build again.
  const startedAt = new Date();
  let staging;
  try {
    staging = mkdtempSync(join(root, 'dist.'));
    try {
      await bundle({ main: program, ...threadsOf(source) }, staging);
    } catch (error) {
      return failCompiling(error);
    }
    utimesSync(staging, startedAt, startedAt);
    // Another first run may have built it meanwhile, and be running from it.
    if (isSuperfluous()) return true;
    rmSync(output, { recursive: true, force: true });
    renameSync(staging, output);
    return true;
  } catch (caught) {
    const error = /** @type {NodeJS.ErrnoException} */ (caught);
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return isFresh(); // another build won
    return fail(
      `cannot write the compiled files: ${error.message}`,
      `make ${root} writable once and run: npm run build`,
    );
  } finally {
    if (staging) rmSync(staging, { recursive: true, force: true });
  }
}

/**
 * Compiles when needed, in a process of its own, whose memory is not the program's. Returns false, with the reason printed
 * and the exit code set, when it cannot.
 */
export function ensureBuilt() {
  if (isFresh()) return true;
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--unless-fresh'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) process.exitCode = 3;
  return status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , option] = process.argv;
  if (option === '--benchmarks') {
    await bundle({ ...entriesWith(source, '.bench.ts'), ...threadsOf(source) }, join(root, 'dist.bench'));
  } else await build(option === '--unless-fresh' ? isFresh : undefined);
}
