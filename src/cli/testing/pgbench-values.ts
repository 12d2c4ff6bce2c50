import { Stream } from '../../core/random.ts';
import { type Client, withConnection } from '../../database/connect.ts';
import { domainsOf } from '../../population/domains.ts';
import { ParameterSource } from '../../scenario/parameters.ts';
import type { Query } from '../../scenario/query.ts';
import type { ReadyDataset } from '../dataset.ts';
import { matchSettings } from './pgbench-opponent.ts';

export interface DrawnValues {
  readonly values: readonly string[];
  /** Drawn, and left out because their query took longer than the limit. */
  readonly tooSlow: number;
  readonly limitMs: number;
}

export interface DrawOptions {
  readonly count: number;
  /** Doubled until at least one value in four is quick enough. */
  readonly limitMs: number;
}

const seed = 42;
const queryCanceled = '57014';

/**
 * Values of a query's one parameter as requests are distributed, repetitions among them. Those whose query takes
 * longer than the limit, by itself, are left out: a slice of a few seconds would be about nothing else.
 */
export function drawValues(
  query: Query,
  { world, config, address }: ReadyDataset,
  { count, limitMs: firstLimitMs }: DrawOptions,
): Promise<DrawnValues> {
  return withConnection(config, address, async (client) => {
    await applySettings(client, matchSettings);
    for (let limitMs = firstLimitMs; ; limitMs *= 2) {
      const random = new Stream(seed, `values/${query.scenario}`).sequence(0);
      const source = new ParameterSource(query, { domains: domainsOf(world), random });
      const isQuick = await quicknessTest(client, query, limitMs);
      const values: string[] = [];
      let tooSlow = 0;
      while (values.length < count && tooSlow <= 3 * count) {
        const value = source.draw().values[0]!;
        if (await isQuick(value)) values.push(value);
        else tooSlow++;
      }
      if (values.length === count) return { values, tooSlow, limitMs };
    }
  });
}

/** Asks the server, once for each value. */
async function quicknessTest(
  client: Client,
  query: Query,
  limitMs: number,
): Promise<(value: string) => Promise<boolean>> {
  await applySettings(client, { statement_timeout: `${limitMs}` });
  const statement = { name: 'probe', text: query.statements[0]!.sql };
  const known = new Map<string, boolean>();
  return async (value) => {
    if (!known.has(value)) known.set(value, await ends(client.query({ ...statement, values: [value] })));
    return known.get(value)!;
  };
}

/** False for a statement that runs into its timeout. */
async function ends(statement: Promise<unknown>): Promise<boolean> {
  try {
    await statement;
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === queryCanceled) return false;
    throw error;
  }
}

async function applySettings(client: Client, settings: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    await client.query('SELECT set_config($1, $2, false)', [name, value]);
  }
}
