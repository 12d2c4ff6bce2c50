import type { Client } from 'pg';
import type { StatementTiming } from './application.ts';

/** How a clone was made, kept in it. */
export interface VariantRecord {
  /** Of the dataset, the variant's SQL and how it is applied: one that differs makes the clone useless. */
  readonly fingerprint: string;
  readonly title: string;
  /** Copying the files. */
  readonly cloneMs: number;
  /** The variant's SQL, VACUUM and CHECKPOINT. */
  readonly applyMs: number;
  readonly statements: readonly StatementTiming[];
}

export async function writeRecord(client: Client, record: VariantRecord): Promise<void> {
  await client.query(`
    CREATE TABLE IF NOT EXISTS bench_harness.variant (
      only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
      record   jsonb NOT NULL,
      made_at  timestamptz NOT NULL DEFAULT now()
    )`);
  await client.query(
    `INSERT INTO bench_harness.variant (record) VALUES ($1)
     ON CONFLICT (only_one) DO UPDATE SET record = excluded.record, made_at = now()`,
    [record],
  );
}

/** Undefined in a database that is no whole clone of a variant. */
export async function readRecord(client: Client): Promise<VariantRecord | undefined> {
  const { rows: found } = await client.query<{ found: boolean }>(
    `SELECT to_regclass('bench_harness.variant') IS NOT NULL AS found`,
  );
  if (!found[0]!.found) return undefined;
  const { rows } = await client.query<{ record: VariantRecord }>('SELECT record FROM bench_harness.variant');
  return rows[0]?.record;
}
