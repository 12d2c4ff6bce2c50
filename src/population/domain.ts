import { usageError } from '../core/errors.ts';
import type { RandomSequence } from '../core/random.ts';

const entityStrata = ['celebrity', 'active', 'median', 'cold', 'missing'] as const;
const termStrata = ['common', 'medium', 'rare', 'missing'] as const;
const rowStrata = ['celebrity', 'active', 'median', 'cold'] as const;
/** Of what is made anew there are no classes. */
const newStrata = ['all'] as const;

/**
 * The parameter domains a query may name, and the strata each knows. `missing` values match no row. `user.*` is whose
 * page is asked for, `reader.*` is who asks: the same users, drawn by other distributions. `like.*`, `follow.*` and
 * `participant.*` are rows that exist, `new.*` is for rows that do not: keys that nobody has, and texts as the
 * population writes them.
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
  'like.user_id': rowStrata,
  'like.post_id': rowStrata,
  'follow.follower_id': rowStrata,
  'follow.following_id': rowStrata,
  'participant.user_id': rowStrata,
  'participant.conversation_id': rowStrata,
  'new.post.id': newStrata,
  'new.post.content': newStrata,
  'new.post.type': newStrata,
  'new.post.media_urls': newStrata,
  'new.post.hashtags': newStrata,
  'new.post.mentions': newStrata,
  'new.comment.id': newStrata,
  'new.comment.content': newStrata,
  'new.like.id': newStrata,
  'new.follow.id': newStrata,
  'new.message.id': newStrata,
  'new.message.content': newStrata,
  'new.notification.id': newStrata,
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
  /** Of a domain that is a column of rows: parameters with columns of the same rows get them from one row. */
  readonly of?: { readonly rows: RowDomain; readonly column: number };
}

export interface DrawnRow {
  /** In PostgreSQL's text format, in the order of the columns. */
  values: readonly string[];
  stratum: string;
}

/** Values that belong together. */
export interface RowDomain {
  readonly columns: readonly DomainName[];
  readonly strata: readonly string[];
  draw(random: RandomSequence): DrawnRow;
  drawFrom(stratum: string, random: RandomSequence): readonly string[];
}

export type Domains = { readonly [Name in DomainName]: Domain };

/** A domain of one column of rows, by itself. */
export function columnOf(rows: RowDomain, name: DomainName): Domain {
  const column = rows.columns.indexOf(name);
  return {
    name,
    strata: rows.strata,
    draw(random) {
      const { values, stratum } = rows.draw(random);
      return { value: values[column]!, stratum };
    },
    drawFrom: (stratum, random) => rows.drawFrom(stratum, random)[column]!,
    of: { rows, column },
  };
}

/** The strata of values that some row has. */
export function existingStrata(name: DomainName): readonly string[] {
  return domainStrata[name].filter((stratum) => stratum !== 'missing');
}

/** So often a value is drawn again that no row has; of all requests they are one in a hundred. */
const existingAttempts = 1000;

/**
 * A domain without the values that no row has, by the same distribution otherwise. Drawing throws a usage error where
 * the population has nothing of the kind.
 */
export function existing(domain: Domain): Domain {
  if (!domain.strata.includes('missing')) return domain;
  return {
    name: domain.name,
    strata: existingStrata(domain.name),
    draw(random) {
      for (let attempt = 0; attempt < existingAttempts; attempt++) {
        const drawn = domain.draw(random);
        if (drawn.stratum !== 'missing') return drawn;
      }
      throw nothingOf(domain.name);
    },
    drawFrom: (stratum, random) => domain.drawFrom(stratum, random),
  };
}

/** The population has nothing that a domain could draw from. */
export function nothingOf(what: string) {
  return usageError(`the dataset has nothing to draw ${what} from`, 'take a larger one: --scale');
}
