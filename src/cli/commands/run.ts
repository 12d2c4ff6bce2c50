import { exitCodes } from '../../core/errors.ts';
import { withConnection } from '../../database/connect.ts';
import type { InstanceRequest } from '../../database/embedded/instance.ts';
import { databaseFailure } from '../../database/failure.ts';
import { serverFacts } from '../../database/server-facts.ts';
import {
  composeVariants,
  serverSettingsOf,
  type VariantComposition,
} from '../../database/variants/composition.ts';
import type { LoadPlan } from '../../engine/load-plan.ts';
import type { Result } from '../../report/result.ts';
import { writeResult } from '../../report/result-file.ts';
import { renderRun } from '../../report/terminal.ts';
import type { Mix } from '../../scenario/mix.ts';
import { requireRepeatable } from '../../scenario/once.ts';
import { type ParameterLists, parseFixedParameters } from '../../scenario/parameter-lists.ts';
import type { DatasetRequest } from '../dataset.ts';
import { measureSteadily } from '../load/attempts.ts';
import { findData, type RunData } from '../load/data.ts';
import { explainSlowest } from '../load/explain.ts';
import { listsOf } from '../load/lists.ts';
import { type PlanOptions, planOf } from '../load/plan.ts';
import { requireStatements } from '../load/preflight.ts';
import { sessionSettings } from '../load/session-settings.ts';
import { verdictOf } from '../load/verdict.ts';
import { bringTo } from '../load/warming.ts';
import { beginWriting } from '../load/writing.ts';
import type { LoadOptions } from '../measure.ts';
import { requireWritable } from '../output-folder.ts';
import { type ProfileOptions, withProfile } from '../profile-file.ts';
import { ProgressLine } from '../progress-line.ts';
import { type QueryOptions, workloadNamed } from '../query-choice.ts';
import { describeRun } from '../run-result.ts';
import { ServerHold } from '../server-hold.ts';
import { terminalOptions } from '../terminal-options.ts';
import { describeVariant } from '../variants/description.ts';
import type { VariantCopy } from '../variants/private-copy.ts';

interface RunOptions
  extends Omit<DatasetRequest, 'profile'>,
    ProfileOptions,
    QueryOptions,
    PlanOptions,
    Omit<LoadOptions, 'isCold'> {
  url?: string;
  variant: string;
  params: string[];
  keep: boolean;
  cold?: boolean;
  explainSlow?: number;
  slowest?: number;
  strata?: boolean;
  json?: boolean;
  output: string;
}

/** `bench run`: find the queries, have the data, measure, write the result, show it. */
export async function run(what: string, options: RunOptions, signal: AbortSignal): Promise<void> {
  const startedAt = new Date();
  const mix = workloadNamed(what, options);
  requireRepeatable(mix);
  const plan = planOf(options);
  const fixed = parseFixedParameters(
    options.params,
    mix.parts.map(({ query }) => query),
  );
  const request = withProfile(options);
  const composition = composeVariants(options.variant);
  requireWritable(options.output);
  const line = new ProgressLine();
  const hold = await ServerHold.take({
    url: options.url,
    instance: instanceFor(composition),
    command: `run ${mix.name}`,
    onWait: (message) => line.print(message),
    signal,
  });
  let copy: VariantCopy | null | undefined;
  try {
    const data = await findData(hold, { mix, fixed, request, composition }, line, signal);
    copy = data.variant?.copy;
    const result = await measureMix({ startedAt, mix, plan, fixed, data, hold }, options, line, signal);
    const resultPath = writeResult(options.output, result);
    process.stdout.write(`${render(result, options, resultPath)}\n`);
    process.exitCode = exitCodeOf[result.status];
  } catch (error) {
    throw databaseFailure(error, `run ${mix.name}`, () => hold.server.lastWords());
  } finally {
    line.clear();
    // At worst the next command drops it.
    await copy?.drop().catch(() => {});
    await hold.release();
  }
}

/** A server beside the default one, where a variant needs settings that a server is started with. */
function instanceFor(composition: VariantComposition): InstanceRequest | undefined {
  const settings = serverSettingsOf(composition);
  return Object.keys(settings).length > 0 ? { settings } : undefined;
}

const exitCodeOf: Record<Result['status'], number> = {
  complete: exitCodes.done,
  interrupted: exitCodes.interrupted,
  overloaded: exitCodes.invalid,
  invalid: exitCodes.invalid,
};

interface What {
  startedAt: Date;
  mix: Mix;
  plan: LoadPlan;
  fixed: ParameterLists;
  data: RunData;
  hold: ServerHold;
}

async function measureMix(
  { startedAt, mix, plan, fixed, data, hold }: What,
  options: RunOptions,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<Result> {
  const { database, dataset, variant } = data;
  const settings = variant?.settings ?? {};
  const sessionOptions = { ...options, settings };
  const queries = mix.parts.map(({ query }) => query);
  const isCold = options.cold === true;
  await requireStatements(queries, database, sessionSettings(queries, sessionOptions));
  const isWriting = dataset && queries.some(({ writes }) => writes);
  const writing = isWriting
    ? await beginWriting({ mix, dataset, hold, startedAt, keep: options.keep && !variant }, line, signal)
    : undefined;
  const { facts, lists } = await withConnection(database.config, database.address, async (client) => {
    const lists: ParameterLists[] = [];
    for (const query of queries) lists.push(await listsOf(client, query, fixed));
    return { facts: await serverFacts(client), lists };
  });
  const warming = await bringTo(isCold ? 'cold' : 'warm', database, dataset !== undefined);
  const runNumber = writing?.number ?? 0;
  const subject = { mix, database, world: dataset?.world, lists, settings, runNumber };
  const loadOptions = { ...options, isCold, warmup: isCold ? 0 : options.warmup };
  const { measured, wasExtended, tally } = await measureSteadily(subject, plan, loadOptions, line, signal);
  const written = await writing?.finish(tally);
  const verdict = verdictOf(measured, { isCold, writeRuns: dataset?.writeRuns ?? 0 });
  const described = describeRun({
    startedAt,
    subject,
    dataset,
    measured,
    wasExtended,
    verdict: { ...verdict, warnings: [...verdict.warnings, ...(written?.warnings ?? [])] },
    facts,
    warming,
    writes: written?.writes ?? null,
    server: hold.server,
    options: loadOptions,
  });
  const result: Result = { ...described, variant: variant ? describeVariant(variant) : null };
  if (!options.explainSlow || result.status === 'interrupted') return result;
  return explainSlowest(result, mix, database, { count: options.explainSlow, planMode: options.planMode });
}

function render(
  result: Result,
  { json, strata, slowest, explainSlow }: RunOptions,
  resultPath: string,
): string {
  if (json) return JSON.stringify(result, null, 2);
  return renderRun(result, {
    ...terminalOptions(),
    strata: strata === true,
    slowest: slowest ?? explainSlow ?? 0,
    resultPath,
  });
}
