import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const root = dirname(createRequire(import.meta.url).resolve('#package.json'));

/** A file or folder of the package itself: found from sources and from compiled files, which lie at other depths. */
export function packagePath(...parts: readonly string[]): string {
  return join(root, ...parts);
}
