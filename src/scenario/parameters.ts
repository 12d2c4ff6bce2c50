import { usageError } from '../core/errors.ts';
import type { RandomSequence } from '../core/random.ts';
import { suggestion } from '../core/suggestion.ts';
import type { Domain, Domains } from '../population/domain.ts';
import type { Query } from './query.ts';

/** The parameters of one execution. */
export interface DrawnParameters {
  /** In PostgreSQL's text format; the first is `$1`. */
  values: string[];
  /** Index into {@link ParameterSource.strata}. */
  stratum: number;
}

/**
 * Draws what one client sends next. An execution belongs to the stratum of its first declared parameter: whose feed
 * it was, which post. A query without parameters has the one stratum `all`.
 */
export class ParameterSource {
  /** The strata that a result of this query is reported by. */
  readonly strata: readonly string[];
  readonly #domains: readonly Domain[];
  readonly #random: RandomSequence;
  readonly #only: string | undefined;

  /**
   * `only.stratum` keeps the first parameter to one class of values; further ones still follow the request
   * distribution. Throws a usage error for a stratum that the first parameter's domain does not know.
   */
  constructor(query: Query, domains: Domains, random: RandomSequence, only?: { stratum: string }) {
    this.#domains = query.parameters.map(({ domain }) => domains[domain]);
    this.#random = random;
    this.strata = this.#domains[0]?.strata ?? ['all'];
    if (only && !this.strata.includes(only.stratum)) {
      throw usageError(
        `unknown stratum "${only.stratum}" of the query ${query.scenario}/${query.name}`,
        suggestion(only.stratum, this.strata),
      );
    }
    this.#only = only?.stratum;
  }

  draw(): DrawnParameters {
    const values: string[] = [];
    let stratum = 0;
    for (let i = 0; i < this.#domains.length; i++) {
      const domain = this.#domains[i]!;
      if (i === 0 && this.#only !== undefined) {
        values.push(domain.drawFrom(this.#only, this.#random));
        stratum = this.strata.indexOf(this.#only);
      } else {
        const drawn = domain.draw(this.#random);
        values.push(drawn.value);
        if (i === 0) stratum = this.strata.indexOf(drawn.stratum);
      }
    }
    return { values, stratum };
  }
}
