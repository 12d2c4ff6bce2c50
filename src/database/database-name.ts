import { createHash } from 'node:crypto';

/** Bytes; PostgreSQL cuts longer names off. */
export const longestName = 63;

/** A name that begins as another one; where both are too long together, a digest keeps long names apart. */
export function nameWith(name: string, suffix: string, longest: number = longestName): string {
  if (Buffer.byteLength(name + suffix) <= longest) return name + suffix;
  const tail = `_${createHash('sha256').update(name).digest('hex').slice(0, 8)}${suffix}`;
  let head = '';
  for (const character of name) {
    if (Buffer.byteLength(head + character + tail) > longest) break;
    head += character;
  }
  return head + tail;
}
