import { type BenchError, usageError } from '../core/errors.ts';
import type { Query } from './query.ts';
import { baselineQuery, findQuery, type Scenario } from './scenario.ts';

/** Queries that run together, each as often as its weight says. */
export interface Mix {
  /** A scenario's or a stock mix's, or the text it was given as. */
  name: string;
  /** Empty when there is none. */
  summary: string;
  /** At least one; no query twice. */
  parts: readonly MixPart[];
}

export interface MixPart {
  query: Query;
  /** Relative to the others; above 0 and finite. */
  weight: number;
}

/** A query as a mix names it: `feed` for its baseline, `feed/lateral`. */
export function partName({ scenario, name }: Pick<Query, 'scenario' | 'name'>): string {
  return name === baselineQuery ? scenario : `${scenario}/${name}`;
}

type Scenarios = { readonly scenarios: readonly Scenario[] };

/** One query alone. */
export function mixOf(query: Query, name: string): Mix {
  return { name, summary: query.summary, parts: [{ query, weight: 1 }] };
}

/**
 * Reads `feed=50,post/lateral=15`: a scenario or one of its queries, and its weight. Weights need not sum to 100.
 * Throws a usage error for what cannot be read, unknown names, weights that are not above 0, and a query that comes
 * twice.
 */
export function parseMix(text: string, catalogue: Scenarios): Mix {
  const form = 'write <scenario>=<weight>,..., e.g. feed=50,post=15,like=6';
  const refuse = (message: string, next: string) => usageError(`mix ${text}: ${message}`, next);
  const parts: MixPart[] = [];
  for (const item of text.split(',')) {
    const [name = '', weight, ...rest] = item.split('=').map((word) => word.trim());
    if (name === '' || weight === undefined || rest.length > 0) {
      throw refuse(`cannot read "${item.trim()}"`, form);
    }
    addPart(parts, name, weight, catalogue, refuse);
  }
  return { name: text, summary: '', parts };
}

/**
 * Reads a `.mix` file: `--` lines, whose first up to an empty one are the summary, and lines `feed 50`. Throws as
 * {@link parseMix} does, with the line.
 */
export function parseMixFile(
  text: string,
  { name, file }: { name: string; file: string },
  catalogue: Scenarios,
): Mix {
  const summary: string[] = [];
  const parts: MixPart[] = [];
  let inSummary = true;
  text.split(/\r\n|\r|\n/).forEach((line, index) => {
    const refuse = (message: string, next: string) => usageError(`${file}:${index + 1}: ${message}`, next);
    const [, comment] = /^\s*--+(.*)$/.exec(line) ?? [];
    if (comment !== undefined) {
      if (comment.trim() === '') inSummary &&= summary.length === 0;
      else if (inSummary) summary.push(comment.trim());
      return;
    }
    const words = line.trim().split(/\s+/);
    if (words[0] === '') return;
    inSummary = false;
    if (words.length !== 2) {
      throw refuse(`cannot read "${line.trim()}"`, 'write a scenario and its weight: feed 50');
    }
    addPart(parts, words[0]!, words[1]!, catalogue, refuse);
  });
  if (parts.length === 0) throw usageError(`${file}: the mix is empty`, 'add lines such as: feed 50');
  return { name, summary: summary.join(' '), parts };
}

function addPart(
  parts: MixPart[],
  name: string,
  weightText: string,
  catalogue: Scenarios,
  refuse: (message: string, next: string) => BenchError,
): void {
  const query = findPart(name, catalogue, refuse);
  const weight = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(weightText) ? Number(weightText) : Number.NaN;
  if (!(weight > 0 && weight < Number.POSITIVE_INFINITY)) {
    throw refuse(
      `the weight ${weightText || '""'} of ${name} is not a number above 0`,
      'weights are relative to one another: 50, 0.5; leave out what is not to run',
    );
  }
  if (parts.some((part) => part.query === query)) {
    throw refuse(`${name} comes twice`, 'give it once, with the sum of the weights');
  }
  parts.push({ query, weight });
}

/** `feed`, or `feed/lateral`. */
function findPart(
  name: string,
  catalogue: Scenarios,
  refuse: (message: string, next: string) => BenchError,
): Query {
  const [scenario = '', ...query] = name.split('/');
  try {
    return findQuery(catalogue, scenario, query.length > 0 ? query.join('/') : undefined);
  } catch (error) {
    const { message, next } = error as BenchError;
    throw refuse(message, next ?? '');
  }
}
