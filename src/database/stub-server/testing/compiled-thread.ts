import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const thread = 'database/stub-server/stub-thread';

/**
 * Threads cannot run from TypeScript sources: compiles that of the stub, with what it imports, into a temporary folder. Takes
 * about half a second.
 */
export function compileStubThread(): { url: URL; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'bench-stub-code-'));
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      rootDir: join(root, 'src'),
      outDir: folder,
      noEmit: false,
      // Found from the folder of this file, otherwise.
      typeRoots: [join(root, 'node_modules/@types')],
    },
    files: [join(root, 'src', `${thread}.ts`)],
    include: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  // It compiles whatever the types say; those are for the type check to complain of.
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  const compiled = join(folder, `${thread}.js`);
  if (!existsSync(compiled)) throw new Error(`${compiled} was not compiled:\n${stdout}`);
  return { url: pathToFileURL(compiled), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
