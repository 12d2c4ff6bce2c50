import { usageError } from '../../core/errors.ts';
import { suggestion } from '../../core/suggestion.ts';
import type { VariantComposition } from '../../database/variants/composition.ts';
import { type Mix, mixOf } from '../../scenario/mix.ts';
import type { Query } from '../../scenario/query.ts';
import { baselineQuery, type Scenario } from '../../scenario/scenario.ts';

/** What there is to choose from for one side of a comparison: a server, a physical design, a way to ask. */
export interface Choices {
  /** Names of servers; one empty name where there is only the one. */
  readonly servers: readonly string[];
  readonly variants: readonly VariantComposition[];
  /** Undefined: of each variant the query that it is meant for. */
  readonly queries: readonly string[] | undefined;
}

/** One side of a comparison. */
export interface ArmPlan {
  /** Tells it from the others by what differs: `lateral`, `covering-feed`, `17 counters/lateral`. */
  readonly name: string;
  readonly server: string;
  readonly variant: VariantComposition;
  /** One query, or several that run together. */
  readonly mix: Mix;
}

/** All sides of one question, the baseline first. */
export interface ArmPlans {
  /** A scenario's name, or a mix's. */
  readonly scenario: string;
  readonly arms: readonly ArmPlan[];
  /** Combinations that cannot be, and why. */
  readonly left: readonly { readonly name: string; readonly reason: string }[];
}

/** Which query of each part of a mix; a part's own where no variant or user asks for another. */
type Arm = Omit<ArmPlan, 'name'> & { readonly query: string };

/**
 * Every server with every variant with every query, in the order given, so that the first of each make the baseline. The
 * same choice given twice is compared with itself. Throws a usage error for unknown queries and when fewer than two arms
 * are left.
 */
export function planArms(scenario: Scenario, choices: Choices): ArmPlans {
  const arms: Arm[] = [];
  const left: { name: string; reason: string }[] = [];
  for (const server of choices.servers) {
    for (const variant of choices.variants) {
      for (const query of queriesFor(scenario, variant, choices.queries)) {
        const arm = { server, variant, query: query.name, mix: mixOf(query, scenario.name) };
        const missing = missingVariants(query, variant);
        if (missing) left.push({ name: fullName(arm), reason: missing });
        else arms.push(arm);
      }
    }
  }
  if (arms.length < 2) throw tooFew(scenario.name, arms, left, rewriteOf(scenario));
  return { scenario: scenario.name, arms: named(arms), left };
}

/** Every server with every variant, each running the mix with the queries that the variant is meant for. */
export function planMixArms(
  mix: Mix,
  { servers, variants }: Choices,
  scenarios: readonly Scenario[],
): ArmPlans {
  const arms = servers.flatMap((server) =>
    variants.map((variant) => ({ server, variant, query: '', mix: asMeant(mix, variant, scenarios) })),
  );
  if (arms.length < 2) throw tooFew(mix.name, arms, [], undefined);
  return { scenario: mix.name, arms: named(arms), left: [] };
}

function asMeant(mix: Mix, variant: VariantComposition, scenarios: readonly Scenario[]): Mix {
  return {
    ...mix,
    parts: mix.parts.map(({ query, weight }) => {
      const meant = meantQuery(query.scenario, variant);
      if (meant === undefined || query.name !== baselineQuery) return { query, weight };
      const scenario = scenarios.find(({ name }) => name === query.scenario)!;
      return { query: queryNamed(scenario, meant), weight };
    }),
  };
}

function queriesFor(
  scenario: Scenario,
  variant: VariantComposition,
  names: readonly string[] | undefined,
): Query[] {
  return (names ?? [meantQuery(scenario.name, variant) ?? baselineQuery]).map((name) =>
    queryNamed(scenario, name),
  );
}

function meantQuery(scenario: string, { parts }: VariantComposition): string | undefined {
  return parts.map(({ queries }) => queries[scenario]).find((name) => name !== undefined);
}

function queryNamed({ name: scenario, queries }: Scenario, name: string): Query {
  const query = queries.find((candidate) => candidate.name === name);
  if (query) return query;
  const known = queries.map((candidate) => candidate.name);
  throw usageError(`unknown query "${name}" of scenario "${scenario}"`, suggestion(name, known));
}

function missingVariants({ needs }: Query, { parts }: VariantComposition): string | undefined {
  if (needs.length === 0 || parts.some(({ name }) => needs.includes(name.replace(/@\d+$/, ''))))
    return undefined;
  return `needs the variant ${needs.join(' or ')}`;
}

function named(arms: readonly Arm[]): ArmPlan[] {
  const differs = (part: (arm: Arm) => string) => new Set(arms.map(part)).size > 1;
  const shown = {
    server: differs(({ server }) => server),
    variant: differs(({ variant }) => variant.name),
    // Each design with the one query that it is meant for is named by the design alone, the same for every scenario.
    query: isAskedInSeveralWays(arms),
  };
  const times = new Map<string, number>();
  return arms.map(({ query, ...arm }) => {
    const design = [...(shown.variant ? [arm.variant.name] : []), ...(shown.query ? [query] : [])].join('/');
    const name = [design, shown.server ? arm.server : ''].filter((part) => part !== '').join('@');
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    const own = name === '' ? arm.variant.name : name;
    return { ...arm, name: time === 1 ? own : `${own} #${time}` };
  });
}

function isAskedInSeveralWays(arms: readonly Arm[]): boolean {
  return arms.some((arm) =>
    arms.some(
      (other) =>
        arm.server === other.server && arm.variant.name === other.variant.name && arm.query !== other.query,
    ),
  );
}

function fullName({ server, variant, query }: Arm): string {
  return `${variant.name}/${query}${server === '' ? '' : `@${server}`}`;
}

function rewriteOf({ queries }: Scenario): string | undefined {
  return queries.find(({ name, needs }) => name !== baselineQuery && needs.length === 0)?.name;
}

function tooFew(
  name: string,
  arms: readonly Arm[],
  left: ArmPlans['left'],
  rewrite: string | undefined,
): Error {
  const reasons = left.map((combination) => `; ${combination.name} ${combination.reason}`).join('');
  const queries = rewrite === undefined ? '' : `, or queries: --queries ${baselineQuery},${rewrite}`;
  return usageError(
    `a comparison of ${name} takes two sides, and there ${arms.length === 1 ? 'is one' : 'are none'}${reasons}`,
    `name variants: --variants spec,no-repeats (see bench list variants)${queries}`,
  );
}
