import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { usageError } from '../core/errors.ts';

/** One physical design of the database, as its `variant.json` describes it. */
export interface VariantDescription {
  /** The folder's name. */
  name: string;
  /** What it is about: `index`, `partitioning`, ... */
  kind: string;
  /** What it changes, in one sentence. */
  summary: string;
}

/** The package's own variants; the same path from `src/database` and from `dist/database`. */
const packagedVariants = fileURLToPath(new URL('../../schema/variants', import.meta.url));

/** All variants in name order. Throws a usage error for a folder whose `variant.json` says nothing of use. */
export function readVariants(folder: string = packagedVariants): VariantDescription[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => readVariant(folder, name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readVariant(folder: string, name: string): VariantDescription {
  const file = join(folder, name, 'variant.json');
  let cause: unknown;
  try {
    const { kind, summary } = (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Record<string, unknown>;
    if (typeof kind === 'string' && typeof summary === 'string') return { name, kind, summary };
  } catch (error) {
    cause = error;
  }
  throw usageError(
    `cannot read ${file}${cause ? `: ${(cause as Error).message}` : ''}`,
    'write {"kind": "...", "summary": "..."} there',
    cause,
  );
}
