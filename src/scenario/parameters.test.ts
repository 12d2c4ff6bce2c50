import { describe, expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { RandomSequence } from '../core/random.ts';
import { type Domain, type DomainName, type Domains, domainStrata } from '../population/domain.ts';
import { ParameterSource } from './parameters.ts';
import { parseQuery } from './parser.ts';

/** Draws each stratum with equal probability; values tell where they come from. */
function fakeDomain(name: DomainName): Domain {
  const strata: readonly string[] = domainStrata[name];
  const drawFrom = (stratum: string, random: RandomSequence) => `${name}/${stratum}/${random.below(1000)}`;
  const draw = (random: RandomSequence) => {
    const stratum = strata[random.below(strata.length)]!;
    return { stratum, value: drawFrom(stratum, random) };
  };
  return { name, strata, draw, drawFrom };
}

const names = Object.keys(domainStrata) as DomainName[];
const domains = Object.fromEntries(names.map((name) => [name, fakeDomain(name)])) as Domains;

function random(): RandomSequence {
  const sequence = new RandomSequence();
  sequence.seed(1, 2, 3);
  return sequence;
}

const parse = (text: string) => parseQuery(text, { scenario: 'my', name: 'baseline', file: 'my.sql' });
const twoParameters = parse('-- @param tag hashtag\n-- @param id post.id\nSELECT :id, :tag');

describe('parameters', () => {
  it('are drawn in order of declaration; the stratum is that of the first', () => {
    const source = new ParameterSource(twoParameters, domains, random());
    expect(source.strata).toEqual(['common', 'medium', 'rare', 'missing']);
    const draws = Array.from({ length: 200 }, () => source.draw());
    for (const { values, stratum } of draws) {
      expect(values).toHaveLength(2);
      expect(values[0]).toContain(`hashtag/${source.strata[stratum]}/`);
      expect(values[1]).toMatch(/^post\.id\//);
    }
    expect(new Set(draws.map(({ stratum }) => stratum))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('follow from the seed alone', () => {
    const draws = () => {
      const source = new ParameterSource(twoParameters, domains, random());
      return Array.from({ length: 20 }, () => source.draw());
    };
    expect(draws()).toEqual(draws());
  });

  it('can be kept to one stratum of the first parameter', () => {
    const source = new ParameterSource(twoParameters, domains, random(), { stratum: 'rare' });
    const draws = Array.from({ length: 100 }, () => source.draw());
    expect(draws.every(({ stratum }) => source.strata[stratum] === 'rare')).toBe(true);
    expect(draws.every(({ values }) => values[0]!.startsWith('hashtag/rare/'))).toBe(true);
    expect(new Set(draws.map(({ values }) => values[1]!.split('/')[1])).size).toBe(5);
  });

  it('have no stratum but their own', () => {
    expect(() => new ParameterSource(twoParameters, domains, random(), { stratum: 'comon' })).toThrow(
      expect.objectContaining({
        exitCode: exitCodes.usage,
        message: 'unknown stratum "comon" of the query my/baseline',
        next: 'did you mean "common"? available: common, medium, rare, missing',
      }),
    );
  });

  it('may be none', () => {
    const source = new ParameterSource(parse('SELECT 1'), domains, random());
    expect(source.strata).toEqual(['all']);
    expect(source.draw()).toEqual({ values: [], stratum: 0 });
  });
});
