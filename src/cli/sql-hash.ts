import { createHash } from 'node:crypto';
import type { Query } from '../scenario/query.ts';

/** Equal for queries that ask the server the same; comments and parameters' names do not count. */
export function sqlHash({ statements }: Pick<Query, 'statements'>): string {
  const sql = statements.map((statement) => statement.sql).join(';\n');
  return createHash('sha256').update(sql).digest('hex').slice(0, 16);
}
