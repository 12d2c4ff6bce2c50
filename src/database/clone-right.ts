import type { Client } from 'pg';
import { environmentError } from '../core/errors.ts';

/** Whose copying is asked for, and what the refusal says of it. */
interface Copying {
  database: string;
  address: string;
  /** What cannot be then: `so that its loaded state could not be brought back`. */
  consequence: string;
  /** What else can be done: `go without the copy (--no-keep)`. */
  alternative: string;
}

/** Who owns a database, also through a role, and may create databases can copy, rename and drop it. */
export async function requireCloneRight(
  admin: Client,
  { database, address, consequence, alternative }: Copying,
): Promise<void> {
  const { rows } = await admin.query<{ role: string; mayCreate: boolean; isOwner: boolean }>(
    `SELECT current_user AS role, rolsuper OR rolcreatedb AS "mayCreate",
            rolsuper OR pg_has_role(current_user, datdba, 'USAGE') AS "isOwner"
     FROM pg_roles, pg_database WHERE rolname = current_user AND datname = $1`,
    [database],
  );
  const { role, mayCreate, isOwner } = rows[0]!;
  if (mayCreate && isOwner) return;
  const quoted = admin.escapeIdentifier;
  const missing = [
    ...(mayCreate ? [] : [`ALTER ROLE ${quoted(role)} CREATEDB`]),
    ...(isOwner ? [] : [`ALTER DATABASE ${quoted(database)} OWNER TO ${quoted(role)}`]),
  ];
  throw environmentError(
    `the role ${role} may not copy ${address}, ${consequence}`,
    `nothing was written; ${missing.join('; ')}, or ${alternative}`,
  );
}
