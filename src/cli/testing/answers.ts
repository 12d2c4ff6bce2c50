import type { Client } from 'pg';
import { Stream } from '../../core/random.ts';
import { domainsOf } from '../../population/domains.ts';
import { FreshKeys } from '../../population/fresh-keys.ts';
import type { World } from '../../population/world.ts';
import { ParameterSource } from '../../scenario/parameters.ts';
import type { Query } from '../../scenario/query.ts';
import { strataOf } from '../../scenario/strata.ts';

/** What a query answered, all values as the server's own text. */
export interface TextAnswer {
  columns: string[];
  rows: (string | null)[][];
}

/** Parameters of every stratum, `each` of them, and as many again of the request distribution. */
export function parametersOf(query: Query, world: World, each: number): (readonly (string | null)[])[] {
  const domains = domainsOf(world);
  const draw = (only: { stratum: string } | undefined, count: number) => {
    const random = new Stream(1, `${query.scenario}/${only?.stratum}`).sequence(0);
    const source = new ParameterSource(query, { domains, random, ...(only && { only }) });
    return Array.from({ length: count }, () => source.draw().values);
  };
  const strata = strataOf(query);
  return [...strata.flatMap((stratum) => draw({ stratum }, each)), ...draw(undefined, strata.length * each)];
}

/** Parameters of a query that writes, the same for the same lane. Fresh keys are those of the lane. */
export function writesOf(
  query: Query,
  world: World,
  count: number,
  lane: number,
): (readonly (string | null)[])[] {
  const fresh = new FreshKeys({ run: 1, lane, lanes: 100, nowMs: () => Date.UTC(2025, 5, 1) });
  const random = new Stream(lane, `writes/${query.scenario}`).sequence(0);
  const source = new ParameterSource(query, { domains: domainsOf(world, fresh), random });
  return Array.from({ length: count }, () => source.draw().values);
}

/** As a session does: the statements in order, several in one transaction. The last one's answer, and rows of each. */
export async function execute(
  client: Client,
  { statements }: Query,
  values: readonly (string | null)[],
): Promise<{ answer: TextAnswer; affected: number[] }> {
  const affected: number[] = [];
  let answer: TextAnswer = { columns: [], rows: [] };
  if (statements.length > 1) await client.query('BEGIN');
  for (const { sql, parameters } of statements) {
    const { rows, fields, rowCount } = await client.query<(string | null)[]>({
      text: sql,
      values: parameters.map((index) => values[index]),
      rowMode: 'array',
      types: { getTypeParser: () => (text: string) => text },
    } as never);
    affected.push(rowCount ?? 0);
    answer = { columns: fields.map(({ name }) => name), rows };
  }
  if (statements.length > 1) await client.query('COMMIT');
  return { answer, affected };
}
