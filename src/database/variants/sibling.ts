import type { Client, ClientConfig } from 'pg';
import { withAdministration } from '../administration.ts';
import { requireCloneRight } from '../clone-right.ts';
import { copyAttributes } from '../database-attributes.ts';
import { variantComment } from './variant-name.ts';

export interface SiblingWanted {
  /** The database given by the user, which holds another dataset, or will. */
  base: { config: ClientConfig; address: string };
  /** The one beside it. */
  config: ClientConfig;
  address: string;
  /** What it holds, for its comment. */
  title: string;
  signal: AbortSignal;
}

/**
 * Makes an empty database beside another one, with its encoding, collation, owner and rights, for a dataset that a
 * variant is filled with; leaves one that is there as it is: whether it is ours is for whoever fills it to find out.
 */
export async function ensureSibling({ base, config, title, signal }: SiblingWanted): Promise<void> {
  const [database, sibling] = [base.config.database!, config.database!];
  await withAdministration({ ...base, database, signal }, async (admin) => {
    const { rows } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [sibling]);
    if (rows.length > 0) return;
    await requireCloneRight(admin, {
      database,
      address: base.address,
      consequence: 'beside which the variant needs a database of its own',
      alternative: 'use the embedded server (--url embedded)',
    });
    const quoted = admin.escapeIdentifier(sibling);
    await admin.query(`CREATE DATABASE ${quoted} TEMPLATE template0 ${await localeOf(admin, database)}`);
    // First the mark: what is killed afterwards is known as ours.
    await admin.query(
      `COMMENT ON DATABASE ${quoted} IS ${admin.escapeLiteral(variantComment(database, title))}`,
    );
    await copyAttributes(admin, database, sibling);
  });
}

/** Columns that later versions have renamed or added are null where they are not. */
interface Locale {
  encoding: string;
  collate: string;
  ctype: string;
  provider: string | null;
  locale: string | null;
  rules: string | null;
}

/** What makes the sibling sort as its base does. */
async function localeOf(admin: Client, database: string): Promise<string> {
  const { rows } = await admin.query<Locale>(
    `SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS collate, datctype AS ctype,
            facts ->> 'datlocprovider' AS provider,
            coalesce(facts ->> 'datlocale', facts ->> 'daticulocale') AS locale, facts ->> 'daticurules' AS rules
     FROM pg_database, to_jsonb(pg_database) AS facts WHERE datname = $1`,
    [database],
  );
  const { encoding, collate, ctype, provider, locale, rules } = rows[0]!;
  const literal = admin.escapeLiteral;
  const common = `ENCODING ${literal(encoding)} LC_COLLATE ${literal(collate)} LC_CTYPE ${literal(ctype)}`;
  if (locale === null) return common;
  if (provider === 'b') return `${common} LOCALE_PROVIDER builtin BUILTIN_LOCALE ${literal(locale)}`;
  const icuRules = rules === null ? '' : ` ICU_RULES ${literal(rules)}`;
  return `${common} LOCALE_PROVIDER icu ICU_LOCALE ${literal(locale)}${icuRules}`;
}
