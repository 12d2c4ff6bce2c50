import type { Client } from 'pg';

/** Keys of the locks of steps that one loader does for all: "bnch" in ASCII, and numbers of ours. */
const keys = { create: [0x626e6368, 2], finish: [0x626e6368, 3] } as const;

/** Does a step while no other loader does it; others wait, which `onWait` is told of, and find it done. */
export async function alone<T>(
  client: Client,
  step: keyof typeof keys,
  work: () => Promise<T>,
  onWait: () => void = () => {},
): Promise<T> {
  const lock = [...keys[step]];
  const { rows } = await client.query<{ isOurs: boolean }>(
    'SELECT pg_try_advisory_lock($1, $2) AS "isOurs"',
    lock,
  );
  if (!rows[0]!.isOurs) {
    onWait();
    await client.query('SELECT pg_advisory_lock($1, $2)', lock);
  }
  try {
    return await work();
  } finally {
    await client.query('SELECT pg_advisory_unlock($1, $2)', lock).catch(() => {});
  }
}
