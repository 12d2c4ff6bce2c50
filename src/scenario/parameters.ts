import type { RandomSequence } from '../core/random.ts';
import type { Domains } from '../population/domain.ts';
import { noLists, type ParameterLists } from './parameter-lists.ts';
import type { Query } from './query.ts';
import { classedParameter, requireStratum, strataOf } from './strata.ts';
import { type ValueGroup, valueGroupsOf } from './value-groups.ts';

/** The parameters of one execution. */
export interface DrawnParameters {
  /** In PostgreSQL's text format, in order of declaration; null is NULL. A new array each time. */
  values: readonly (string | null)[];
  /** Index into {@link ParameterSource.strata}. */
  stratum: number;
}

export interface ParameterSourceOptions {
  /** One client's; undefined on a database that does not hold a population. */
  domains: Domains | undefined;
  random: RandomSequence;
  /** Values that are known: rows of `from (...)`, and what the user fixed, which overrides any source. */
  lists?: ParameterLists;
  /** Keeps the parameter that has strata to one of them; the others still follow the request distribution. */
  only?: { stratum: string };
}

/**
 * Draws what one client sends next. An execution belongs to the stratum of its first declared parameter that has
 * strata: whose feed it was, which post. A query without such parameters has the one stratum `all`.
 */
export class ParameterSource {
  /** The strata that a result of this query is reported by. */
  readonly strata: readonly string[];
  readonly #blank: readonly null[];
  readonly #groups: readonly ValueGroup[];
  /** The group that tells the stratum; undefined for none. */
  readonly #classed: ValueGroup | undefined;
  readonly #random: RandomSequence;
  readonly #only: string | undefined;

  /**
   * Throws a usage error for a stratum that the query does not know, for a list without values, and for parameters of
   * the population where there is none.
   */
  constructor(query: Query, { domains, random, lists = noLists, only }: ParameterSourceOptions) {
    if (only) requireStratum(query, only.stratum, lists);
    const classed = classedParameter(query, lists);
    this.strata = strataOf(query, lists);
    this.#blank = query.parameters.map(() => null);
    this.#groups = valueGroupsOf(query, { domains, lists });
    this.#classed = this.#groups.find(({ parameters }) => parameters.includes(classed));
    this.#random = random;
    this.#only = only?.stratum;
  }

  draw(): DrawnParameters {
    const values: (string | null)[] = this.#blank.slice();
    let stratum = 0;
    for (const group of this.#groups) {
      const isClassed = group === this.#classed;
      const drawn = group.draw(this.#random, isClassed ? this.#only : undefined);
      for (let i = 0; i < group.parameters.length; i++) {
        values[group.parameters[i]!] = drawn.values[group.columns[i]!]!;
      }
      if (isClassed) stratum = this.strata.indexOf(drawn.stratum!);
    }
    return { values, stratum };
  }
}
