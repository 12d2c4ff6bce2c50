import { usageError } from '../../core/errors.ts';
import {
  composeVariants,
  specification,
  type VariantComposition,
} from '../../database/variants/composition.ts';
import { readVariants } from '../../database/variants/description.ts';
import { type Catalogue, loadCatalogue } from '../../scenario/catalogue.ts';
import type { Mix } from '../../scenario/mix.ts';
import { requireRepeatable } from '../../scenario/once.ts';
import type { Query } from '../../scenario/query.ts';
import { baselineQuery, findQuery } from '../../scenario/scenario.ts';
import { requireStratum } from '../../scenario/strata.ts';
import { workloadNamed } from '../query-choice.ts';
import { parseServers, type ServerRequest } from '../servers/server-request.ts';
import { type ArmPlans, planArms, planMixArms } from './arms.ts';

export interface QuestionOptions {
  /** As given: `spec,composite+covering-feed`. */
  variants?: string;
  queries?: string;
  servers?: string;
  stratum?: string;
}

/** What is asked on the command line. */
export interface Question {
  readonly name: string;
  /** One for each scenario, or for the mix. */
  readonly plans: readonly ArmPlans[];
  /** Undefined for the one that the command is for. */
  readonly servers: readonly ServerRequest[] | undefined;
}

/**
 * Reads `feed`, `feed,post`, `social-reads`, `feed=5,like=1` or `./my.sql`. Throws a usage error for what does not go
 * together.
 */
export function questionOf(what: string, options: QuestionOptions): Question {
  const catalogue = loadCatalogue();
  const variants = variantsNamed(options.variants);
  const queries = namesIn(options.queries, '--queries');
  const servers = options.servers === undefined ? undefined : parseServers(options.servers);
  const choices = { servers: servers?.map(({ name }) => name) ?? [''], variants, queries };
  const scenarios = scenariosNamed(what, catalogue);
  if (scenarios) return { name: what, plans: scenarios.map((name) => planScenario(name)), servers };
  const mix = workloadNamed(what, {
    query: baselineQuery,
    ...(options.stratum && { stratum: options.stratum }),
  });
  requireRepeatable(mix);
  if (queries)
    throw usageError(`--queries does not go with ${what}`, 'name the queries in the mix: feed/lateral=50');
  return { name: mix.name, plans: [planMixArms(mix, choices, catalogue.scenarios)], servers };

  function planScenario(name: string): ArmPlans {
    const plans = planArms(catalogue.scenarios.find((scenario) => scenario.name === name)!, choices);
    requireAlike(plans);
    if (options.stratum !== undefined) {
      for (const { mix } of plans.arms) requireStratum(mix.parts[0]!.query, options.stratum);
    }
    return plans;
  }
}

/** Undefined where it is no list of scenarios. */
function scenariosNamed(what: string, { scenarios }: Catalogue): string[] | undefined {
  const names = what.split(',').map((name) => name.trim());
  const isKnown = names.every((name) => scenarios.some((scenario) => scenario.name === name));
  if (!isKnown) return undefined;
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw usageError(`the scenario ${twice} is named twice`, 'name each one once');
  return names;
}

function variantsNamed(text: string | undefined): VariantComposition[] {
  const names = namesIn(text, '--variants');
  if (!names) return [specification];
  const known = readVariants();
  return names.map((name) => composeVariants(name, known));
}

function namesIn(text: string | undefined, option: string): string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw usageError(`${option} "${text}" has an empty name`, `write ${option} a,b`);
  return names;
}

/** Whether operations are compared in pairs, back to back; what writes, or is a mix, is compared in slices. */
export function isPaired({ arms }: ArmPlans): boolean {
  return arms.every(({ mix }) => mix.parts.length === 1 && !mix.parts[0]!.query.writes);
}

/** Whether the operation uses up what it works on, and is run once on each fresh copy. */
export function isOnce({ arms }: ArmPlans): boolean {
  return arms.every(({ mix }) => mix.parts.length === 1 && mix.parts[0]!.query.once);
}

function requireAlike({ arms }: ArmPlans): void {
  const queries = arms.flatMap(({ mix }) => mix.parts.map(({ query }) => query));
  const once = queries.find((query) => query.once);
  const repeated = queries.find((query) => !query.once);
  if (!once || !repeated) return;
  throw usageError(
    `${once.file} is run once on a fresh copy (-- @once), and ${repeated.file} again and again`,
    'both sides of a comparison are run alike: declare -- @once in both files, or in none',
  );
}

/** What the variants' cost to those who write is measured with. */
export function writeMix(): Mix {
  return loadCatalogue().mixes.find(({ name }) => name === 'writes')!;
}

/** The query by which the other queries of a scenario are judged. */
export function baselineOf(scenario: string): Query {
  return findQuery(loadCatalogue(), scenario);
}
