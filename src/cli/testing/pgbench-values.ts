import { Stream } from '../../core/random.ts';
import { withConnection } from '../../database/connect.ts';
import { domainsOf } from '../../population/domains.ts';
import { ParameterSource } from '../../scenario/parameters.ts';
import type { Query } from '../../scenario/query.ts';
import type { ReadyDataset } from '../dataset.ts';
import { matchSettings } from './pgbench-opponent.ts';

export interface DrawnValues {
  readonly values: readonly string[];
  /** Drawn, and left out because their query took longer than the limit. */
  readonly tooSlow: number;
}

const seed = 42;
const queryCanceled = '57014';

/**
 * Values of a query's one parameter as requests are distributed, repetitions among them. Those whose query takes
 * longer than the limit, by itself, are left out: a slice of a few seconds would be about nothing else.
 */
export async function drawValues(
  query: Query,
  { world, config, address }: ReadyDataset,
  { count, limitMs }: { count: number; limitMs: number },
): Promise<DrawnValues> {
  const random = new Stream(seed, `values/${query.scenario}`).sequence(0);
  const source = new ParameterSource(query, { domains: domainsOf(world), random });
  const isQuick = new Map<string, boolean>();
  return withConnection(config, address, async (client) => {
    const settings = { ...matchSettings, statement_timeout: `${limitMs}` };
    for (const [name, value] of Object.entries(settings)) {
      await client.query('SELECT set_config($1, $2, false)', [name, value]);
    }
    const isQuickEnough = async (value: string): Promise<boolean> => {
      const statement = { name: 'probe', text: query.statements[0]!.sql, values: [value] };
      try {
        await client.query(statement);
        return true;
      } catch (error) {
        if ((error as { code?: string }).code === queryCanceled) return false;
        throw error;
      }
    };
    const values: string[] = [];
    let tooSlow = 0;
    while (values.length < count) {
      const value = source.draw().values[0]!;
      if (!isQuick.has(value)) isQuick.set(value, await isQuickEnough(value));
      if (isQuick.get(value)) values.push(value);
      else if (++tooSlow > 10 * count)
        throw new Error(`${query.file} takes over ${limitMs} ms for most values`);
    }
    return { values, tooSlow };
  });
}
