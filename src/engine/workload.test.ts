import { expect, it } from 'vitest';
import { Stream } from '../core/random.ts';
import { MixedWorkload } from './workload.ts';

function source(name: string) {
  let drawn = 0;
  return {
    strata: ['celebrity', 'cold'],
    draw: () => ({ values: [`${name}${drawn}`], stratum: drawn++ % 2 }),
  };
}

const choice = (lane: number) => new Stream(1, 'choice').sequence(lane);

it('draws for every lane from its own source', () => {
  const workload = new MixedWorkload(
    [{ scenario: 'feed', name: 'lateral', weight: 3 }],
    [
      { choice: choice(0), sources: [source('a')] },
      { choice: choice(1), sources: [source('b')] },
    ],
  );
  expect(workload.queries).toEqual([{ scenario: 'feed', query: 'lateral', strata: ['celebrity', 'cold'] }]);
  const drawn = [0, 1, 0, 0].map((lane) => ({ ...workload.next(lane) }));
  expect(drawn).toEqual([
    { query: 0, stratum: 0, values: ['a0'] },
    { query: 0, stratum: 0, values: ['b0'] },
    { query: 0, stratum: 1, values: ['a1'] },
    { query: 0, stratum: 0, values: ['a2'] },
  ]);
});

/** The first operations of a lane of a mix of three. */
function mixed(lane: number, count: number) {
  const queries = [60, 30, 10].map((weight, index) => ({ scenario: 's', name: `q${index}`, weight }));
  const sources = () => queries.map(({ name }) => source(name));
  const lanes = [0, 1].map((each) => ({ choice: choice(each), sources: sources() }));
  const workload = new MixedWorkload(queries, lanes);
  return Array.from({ length: count }, () => ({ ...workload.next(lane) }));
}

it('mixes by weight, and draws from the source of the query that was chosen only', () => {
  const drawn = mixed(0, 20_000);
  const counts = [0, 0, 0];
  for (const { query, values } of drawn) expect(values).toEqual([`q${query}${counts[query]!++}`]);
  // Four standard deviations of the binomial distribution.
  for (const [query, share] of [0.6, 0.3, 0.1].entries()) {
    const deviation = Math.sqrt(20_000 * share * (1 - share));
    expect(Math.abs(counts[query]! - 20_000 * share)).toBeLessThan(4 * deviation);
  }
});

it('chooses the same for the same seed, and otherwise in every lane', () => {
  const order = (lane: number) => mixed(lane, 100).map(({ query }) => query);
  expect(order(0)).toEqual(order(0));
  expect(order(0)).not.toEqual(order(1));
});
