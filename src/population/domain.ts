import type { RandomSequence } from '../core/random.ts';

const entityStrata = ['celebrity', 'active', 'median', 'cold', 'missing'] as const;
const termStrata = ['common', 'medium', 'rare', 'missing'] as const;

/**
 * The parameter domains a query may name, and the strata each knows. `missing` values match no row.
 * `user.*` is whose page is asked for, `reader.*` is who asks: the same users, drawn by other distributions.
 */
export const domainStrata = {
  'user.id': entityStrata,
  'user.username': entityStrata,
  'reader.id': entityStrata,
  'reader.username': entityStrata,
  'post.id': entityStrata,
  'conversation.id': entityStrata,
  hashtag: termStrata,
  'search.phrase': termStrata,
} as const satisfies Record<string, readonly string[]>;

export type DomainName = keyof typeof domainStrata;

export interface DrawnValue {
  /** In PostgreSQL's text format. */
  value: string;
  /** One of the domain's strata: the class the value belongs to. */
  stratum: string;
}

/** A set of parameter values, computed from the population without asking a database. */
export interface Domain {
  readonly name: DomainName;
  readonly strata: readonly string[];
  /** Draws by the request distribution (who asks, what is asked for). */
  draw(random: RandomSequence): DrawnValue;
  /** Draws a value of one stratum. */
  drawFrom(stratum: string, random: RandomSequence): string;
}

export type Domains = { readonly [Name in DomainName]: Domain };
