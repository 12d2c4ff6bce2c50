import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../../../bin/bundle.js';
import { packagePath } from '../../core/package-root.ts';

/** A source file and what it imports, as JavaScript: for threads, and for processes of Node 20, which runs no TypeScript. */
export class Compiled {
  readonly url: URL;
  readonly #folder: string;

  private constructor(folder: string, name: string) {
    this.#folder = folder;
    this.url = pathToFileURL(join(folder, `${name}.js`));
  }

  /** The file is named from `src/`. */
  static async from(file: string): Promise<Compiled> {
    // Within the package, so that packages are found from there too.
    const cache = packagePath('node_modules', '.cache');
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, 'bench-test-'));
    // Processes of other users read it.
    chmodSync(folder, 0o755);
    const name = basename(file, '.ts');
    await bundle({ [name]: packagePath('src', file) }, folder);
    return new Compiled(folder, name);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
