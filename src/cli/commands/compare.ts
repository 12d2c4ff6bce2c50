import { exitCodes } from '../../core/errors.ts';
import { databaseFailure } from '../../database/failure.ts';
import type { ComparedScenario, Comparison } from '../../report/comparison/comparison.ts';
import { renderComparison } from '../../report/comparison/view.ts';
import { writeResult } from '../../report/result-file.ts';
import type { CompareOptions } from '../compare/compare-options.ts';
import { CompareProgress } from '../compare/compare-progress.ts';
import { describeComparison } from '../compare/comparison-result.ts';
import { DesignSizes } from '../compare/design-sizes.ts';
import { Designs } from '../compare/designs.ts';
import { type Question, questionOf } from '../compare/question.ts';
import { measureRefreshes } from '../compare/refresh-cost.ts';
import { type ComparisonContext, compareScenario } from '../compare/scenario-comparison.ts';
import { WritableDesigns } from '../compare/writable-designs.ts';
import { compareWrites } from '../compare/write-side.ts';
import { requireWritable } from '../output-folder.ts';
import { withProfile } from '../profile-file.ts';
import { ProgressLine } from '../progress-line.ts';
import { terminalOptions } from '../terminal-options.ts';

/** `bench compare`: make the variants, prove the answers equal, measure the difference, find the reasons, show them. */
export async function compare(what: string, options: CompareOptions, signal: AbortSignal): Promise<void> {
  const startedAt = new Date();
  const question = questionOf(what, options);
  const request = withProfile(options);
  requireWritable(options.output);
  const line = new ProgressLine();
  const designs = await Designs.ready(
    question.plans.flatMap(({ arms }) => arms),
    {
      url: options.url,
      servers: question.servers,
      request,
      command: `compare ${question.name}`,
      line,
      signal,
    },
  );
  try {
    const progress = new CompareProgress(line);
    const context = { designs, writable: new WritableDesigns(designs), options, progress, signal };
    const comparison = await measure(startedAt, question, context);
    const resultPath = writeResult(options.output, comparison);
    process.stdout.write(`${render(comparison, options, resultPath)}\n`);
    process.exitCode = exitCodeOf[comparison.status];
  } catch (error) {
    throw databaseFailure(error, `compare ${question.name}`, () => designs.lastWords());
  } finally {
    line.clear();
    await designs.release();
  }
}

export const exitCodeOf: Record<Comparison['status'], number> = {
  complete: exitCodes.done,
  interrupted: exitCodes.interrupted,
  invalid: exitCodes.invalid,
};

/** All that a comparison is made of, from the proof of equal answers to the price of writes. */
export async function measure(
  startedAt: Date,
  question: Question,
  context: ComparisonContext,
): Promise<Comparison> {
  const { designs, options, progress, signal } = context;
  const sizes = await DesignSizes.read(designs.all);
  const scenarios: ComparedScenario[] = [];
  for (const plans of question.plans) {
    progress.begin(plans.scenario);
    scenarios.push(await compareScenario(plans, context));
  }
  const writes = options.writes ? await compareWrites(designs.all, scenarios, context) : null;
  const refreshes = options.writes ? await measureRefreshes(question.plans, context) : new Map();
  const variants = await sizes.describe(context.writable, refreshes);
  return describeComparison({
    startedAt,
    name: question.name,
    designs: designs.all,
    variants,
    scenarios,
    writes,
    warnings: [],
    options,
    isInterrupted: signal.aborted,
  });
}

export function render(
  comparison: Comparison,
  { json, details }: CompareOptions,
  resultPath: string,
): string {
  if (json) return JSON.stringify(comparison, null, 2);
  return renderComparison(comparison, { ...terminalOptions(), ...(details && { details }), resultPath });
}
