import { createHash } from 'node:crypto';
import { mark } from '../companion.ts';
import { nameWith } from '../database-name.ts';

/**
 * The databases of variants beside that of a dataset, `x`. A name alone makes none of them ours: they carry our
 * comment, or are in the making and hold our marker.
 *
 * - `x_v_<variant>`: a clone with the variant's SQL, as it was made; or, beside a database of the user's, a dataset
 *   filled with the variant's tables. Kept, and used again.
 * - `x_v_<variant>_making`: a clone in the making. Nobody needs it; the next command drops it.
 * - `x_v_<variant>_w1`, `_w2`, ...: private copies for commands that write. The command is connected to it from
 *   beginning to end: one that nobody is connected to was left by a killed command, and the next one drops it.
 */
export interface VariantNames {
  /** As people call it. */
  readonly title: string;
  readonly whole: string;
  readonly making: string;
}

const longestPrefix = 36;
const longestSlug = 12;

/** How the names of all databases of a dataset's variants begin. */
export function variantPrefix(database: string): string {
  return nameWith(database, '_v_', longestPrefix);
}

/** `identity` tells variants of one title apart: folders of users. */
export function variantNames(database: string, title: string, identity: string): VariantNames {
  // Of folders their own names, and not the way to them.
  const slug = title
    .split('+')
    .map((part) => part.slice(part.lastIndexOf('/') + 1))
    .join('_')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^_/, '')
    .slice(0, longestSlug)
    .replace(/_$/, '');
  const whole = `${variantPrefix(database)}${slug}_${digest(identity).slice(0, 6)}`;
  return { title, whole, making: `${whole}_making` };
}

export function privateName({ whole }: VariantNames, number: number): string {
  return `${whole}_w${number}`;
}

/** Begins the comment of each of them. */
export function variantMark(database: string): string {
  return `${mark} variant of database ${JSON.stringify(database)}:`;
}

export function variantComment(database: string, title: string): string {
  return `${variantMark(database)} ${title}; may be dropped.`;
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
