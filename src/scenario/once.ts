import { usageError } from '../core/errors.ts';
import { type Mix, partName } from './mix.ts';

/** Throws a usage error for a mix with a query that cannot be run again and again (`-- @once`). */
export function requireRepeatable({ parts }: Mix): void {
  const once = parts.find(({ query }) => query.once);
  if (!once) return;
  const { query } = once;
  throw usageError(
    `${partName(query)} uses up what it works on (-- @once in ${query.file}), so no load can be made of it`,
    `compare designs by it, each on fresh copies: bench compare ${query.scenario} --variants <a>,<b>`,
  );
}
