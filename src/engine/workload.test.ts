import { expect, it } from 'vitest';
import { SingleQueryWorkload } from './workload.ts';

it('draws for every client from its own source', () => {
  const source = (name: string) => {
    let drawn = 0;
    return {
      strata: ['celebrity', 'cold'],
      draw: () => ({ values: [`${name}${drawn}`], stratum: drawn++ % 2 }),
    };
  };
  const workload = new SingleQueryWorkload({ scenario: 'feed', name: 'lateral' }, [source('a'), source('b')]);
  expect(workload.queries).toEqual([{ scenario: 'feed', query: 'lateral', strata: ['celebrity', 'cold'] }]);
  const drawn = [0, 1, 0, 0].map((client) => ({ ...workload.next(client) }));
  expect(drawn).toEqual([
    { query: 0, stratum: 0, values: ['a0'] },
    { query: 0, stratum: 0, values: ['b0'] },
    { query: 0, stratum: 1, values: ['a1'] },
    { query: 0, stratum: 0, values: ['a2'] },
  ]);
});
