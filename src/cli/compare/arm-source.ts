import { usageError } from '../../core/errors.ts';
import type { RandomSequence } from '../../core/random.ts';
import type { Domains } from '../../population/domain.ts';
import type { ParameterLists } from '../../scenario/parameter-lists.ts';
import { type DrawnParameters, ParameterSource } from '../../scenario/parameters.ts';
import type { Query } from '../../scenario/query.ts';

export interface ArmSourceOptions {
  /** Whose declarations say what is drawn. */
  readonly baseline: Query;
  /** That is given the values, by the names of its parameters. */
  readonly query: Query;
  /** Of the arm's world. */
  readonly domains: Domains | undefined;
  readonly random: RandomSequence;
  readonly lists: ParameterLists;
  readonly stratum?: string | undefined;
}

/**
 * One arm's parameters: those that the baseline declares, in the order in which the arm's query declares them. From the
 * same chance both arms draw the same: the ordinals are the same where the arms' worlds are, or differ in the style of
 * their keys only.
 *
 * Throws a usage error for a query with parameters that the baseline lacks.
 */
export class ArmSource {
  readonly strata: readonly string[];
  readonly #source: ParameterSource;
  /** For each parameter of the query, which of the baseline's it is. */
  readonly #places: readonly number[];

  constructor({ baseline, query, domains, random, lists, stratum }: ArmSourceOptions) {
    this.#source = new ParameterSource(baseline, {
      domains,
      random,
      lists,
      ...(stratum && { only: { stratum } }),
    });
    this.strata = this.#source.strata;
    this.#places = placesOf(baseline, query);
  }

  draw(): DrawnParameters {
    const { values, stratum } = this.#source.draw();
    return { values: this.#places.map((place) => values[place]!), stratum };
  }
}

function placesOf(baseline: Query, query: Query): number[] {
  return query.parameters.map(({ name }) => {
    const place = baseline.parameters.findIndex((parameter) => parameter.name === name);
    if (place >= 0) return place;
    throw usageError(
      `${query.file} takes the parameter "${name}", which ${baseline.file} does not have`,
      'both sides of a comparison are asked the same: declare the same parameters in both files',
    );
  });
}

/** The baseline's lists serve both arms; where the worlds differ, values of one mean nothing in the other. */
export function listsFor(
  baseline: { readonly world: unknown; readonly lists: ParameterLists },
  arm: { readonly world: unknown; readonly lists: ParameterLists },
): ParameterLists {
  return JSON.stringify(arm.world) === JSON.stringify(baseline.world) ? baseline.lists : arm.lists;
}
