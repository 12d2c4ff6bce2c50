// Compiles src/ to dist/ with tsc, atomically: two first runs at once each build aside and one rename wins.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src');
const output = join(root, 'dist');

function newestChange() {
  let newest = statSync(join(root, 'tsconfig.build.json')).mtimeMs;
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    // A folder's own time changes when a file in it is added or removed.
    const { mtimeMs } = statSync(join(entry.parentPath, entry.name));
    if (mtimeMs > newest) newest = mtimeMs;
  }
  return newest;
}

function isFresh() {
  if (!existsSync(source)) return true;
  return existsSync(output) && statSync(output).mtimeMs >= newestChange();
}

function compilerPath() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  } catch {
    return undefined;
  }
}

function fail(problem, next) {
  process.stderr.write(`bench: ${problem}\n  ${next}\n`);
  process.exitCode = 3;
  return false;
}

function build(isSuperfluous = () => false) {
  const tsc = compilerPath();
  if (!tsc) return fail('this checkout is not built and TypeScript is not installed', 'run: npm ci');
  // The stamp is the time before compiling: an edit during the build makes the next run build again.
  const startedAt = new Date();
  let staging;
  try {
    staging = mkdtempSync(join(root, 'dist.'));
    const { status, stdout } = spawnSync(
      process.execPath,
      [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', staging],
      { encoding: 'utf8' },
    );
    if (status !== 0) return fail('src/ does not compile', stdout.trimEnd().replaceAll('\n', '\n  '));
    utimesSync(staging, startedAt, startedAt);
    // Another first run may have built it meanwhile, and be running from it.
    if (isSuperfluous()) return true;
    rmSync(output, { recursive: true, force: true });
    renameSync(staging, output);
    return true;
  } catch (error) {
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return isFresh(); // another build won
    return fail(
      `cannot write the compiled files: ${error.message}`,
      `make ${root} writable once and run: npm run build`,
    );
  } finally {
    if (staging) rmSync(staging, { recursive: true, force: true });
  }
}

/** Compiles when needed. Returns false, with the reason printed and the exit code set, when it cannot. */
export function ensureBuilt() {
  return isFresh() || build(isFresh);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
