import { expect, it } from 'vitest';
import { exitCodes } from '../../core/errors.ts';
import { composeVariants, specification } from '../../database/variants/composition.ts';
import { findMix, loadCatalogue } from '../../scenario/catalogue.ts';
import { planArms, planMixArms } from './arms.ts';

const catalogue = loadCatalogue();
const scenario = (name: string) => catalogue.scenarios.find((each) => each.name === name)!;
const variants = (...names: string[]) => names.map((name) => composeVariants(name));
const one = { servers: [''], variants: [specification] };
const names = ({ arms }: ReturnType<typeof planArms>) => arms.map(({ name }) => name);

it('names arms by what differs', () => {
  const queries = ['baseline', 'lateral'];
  expect(names(planArms(scenario('feed'), { ...one, queries }))).toEqual(queries);
  const designs = { ...one, variants: variants('spec', 'no-repeats'), queries: undefined };
  expect(names(planArms(scenario('post'), designs))).toEqual(['spec', 'no-repeats']);
  const servers = { ...one, servers: ['16', '17'], queries: undefined };
  expect(names(planArms(scenario('post'), servers))).toEqual(['16', '17']);
  const both = { servers: ['16', '17'], variants: variants('spec', 'no-repeats'), queries: undefined };
  expect(names(planArms(scenario('post'), both))).toEqual([
    'spec@16',
    'no-repeats@16',
    'spec@17',
    'no-repeats@17',
  ]);
});

it('asks a variant with the query that it is meant for', () => {
  const choices = { ...one, variants: variants('spec', 'counters'), queries: undefined };
  const { arms } = planArms(scenario('feed'), choices);
  expect(arms.map(({ mix }) => mix.parts[0]!.query.name)).toEqual(['baseline', 'counters']);
  expect(names(planArms(scenario('feed'), choices))).toEqual(['spec', 'counters']);
  const mix = planMixArms(findMix(catalogue, 'social-reads'), choices, catalogue.scenarios);
  const feeds = mix.arms.map(
    (arm) => arm.mix.parts.find(({ query }) => query.scenario === 'feed')!.query.name,
  );
  expect(feeds).toEqual(['baseline', 'counters']);
});

it('leaves out what cannot be, and says why', () => {
  const choices = { ...one, variants: variants('spec', 'counters'), queries: ['baseline', 'counters'] };
  const { arms, left } = planArms(scenario('feed'), choices);
  expect(arms.map(({ name }) => name)).toEqual(['spec/baseline', 'counters/baseline', 'counters/counters']);
  expect(left).toEqual([{ name: 'spec/counters', reason: 'needs the variant counters' }]);
});

it('compares a choice with itself when it is given twice', () => {
  const choices = { ...one, variants: variants('spec', 'spec'), queries: undefined };
  expect(names(planArms(scenario('post'), choices))).toEqual(['spec', 'spec #2']);
});

it.each([
  [undefined, 'takes two sides, and there is one'],
  [['counters'], 'there are none; spec/counters needs the variant counters'],
  [['baseline', 'laterel'], 'unknown query "laterel" of scenario "feed"'],
])('refuses the queries %j on spec alone', (queries, message) => {
  const plan = () => planArms(scenario('feed'), { ...one, queries });
  expect(plan).toThrow(message);
  expect(plan).toThrow(expect.objectContaining({ exitCode: exitCodes.usage }));
});
