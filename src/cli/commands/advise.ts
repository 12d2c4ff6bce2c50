import type { CopiedDataset } from '../../database/companion.ts';
import { withConnection } from '../../database/connect.ts';
import { databaseFailure } from '../../database/failure.ts';
import { readIndexReport } from '../../database/index-report.ts';
import { namesBeside, removeOthers } from '../../database/variants/variant-databases.ts';
import { samePlan } from '../../report/comparison/advice.ts';
import type { AdviceQuestion } from '../../report/comparison/advice-question.ts';
import { writeResult } from '../../report/result-file.ts';
import type { AdviseOptions } from '../advise/advise-options.ts';
import { type Change, changesOf, droppable } from '../advise/changes.ts';
import { considerIndexes } from '../advise/consideration.ts';
import { endedInTime } from '../advise/grace.ts';
import type { ArmPlans } from '../compare/arms.ts';
import { CompareProgress } from '../compare/compare-progress.ts';
import type { ComparisonContext } from '../compare/comparison-context.ts';
import { measureComparison } from '../compare/comparison-measurement.ts';
import { exitCodeOf, renderOutput } from '../compare/comparison-output.ts';
import { type Design, Designs } from '../compare/designs.ts';
import { type Question, questionOf } from '../compare/question.ts';
import { WritableDesigns } from '../compare/writable-designs.ts';
import { requireWritable } from '../output-folder.ts';
import { withProfile } from '../profile-file.ts';
import { ProgressLine } from '../progress-line.ts';
import { newRunId } from '../run-id.ts';

/**
 * `bench advise`: think of indexes, ask the planner about them, measure those that promise most as variants, and show what
 * is worth it. All that it makes on the server is gone afterwards.
 */
export async function advise(what: string, options: AdviseOptions, signal: AbortSignal): Promise<void> {
  const startedAt = new Date();
  const question = questionFor(what, options);
  const request = withProfile(options);
  requireWritable(options.output);
  const line = new ProgressLine();
  const command = `advise ${question.name}`;
  const baseArm = question.plans[0]!.arms[0]!;
  const designs = await Designs.ready([baseArm], {
    url: options.url,
    servers: undefined,
    request,
    command,
    line,
    signal,
  });
  const base = designs.of(baseArm);
  try {
    await withoutNewClones(base.ready.origin, async () => {
      const context = {
        designs,
        writable: new WritableDesigns(designs),
        options,
        progress: new CompareProgress(line),
        signal,
      };
      const { changes, ...tried } = await think(question.plans, base, context, options.candidates);
      await designs.add(
        changes.map(({ variant }) => ({ server: '', variant })),
        base,
      );
      const comparison = {
        ...(await endedInTime(measureComparison(startedAt, withArms(question, changes), context), signal)),
        id: newRunId(options.output, startedAt, `advise-${question.name}`),
        advice: { ...tried, changes: changes.map(({ advised }) => advised) },
      };
      const resultPath = writeResult(options.output, comparison);
      process.stdout.write(`${renderOutput(comparison, options, resultPath)}\n`);
      process.exitCode = exitCodeOf[comparison.status];
    });
  } catch (error) {
    throw databaseFailure(error, command, () => designs.lastWords());
  } finally {
    line.clear();
    await designs.release();
  }
}

/** Drops the clones that were made meanwhile, also one that an interruption has left without a design. */
async function withoutNewClones(dataset: CopiedDataset, work: () => Promise<void>): Promise<void> {
  const before = await namesBeside(dataset);
  try {
    await work();
  } finally {
    await removeOthers(dataset, before).catch(() => {});
  }
}

/** Compared with itself until there are other designs: a question takes two sides. */
function questionFor(what: string, { variant, query, ...options }: AdviseOptions): Question {
  return questionOf(what, {
    ...options,
    variants: `${variant},${variant}`,
    ...(query && { queries: query }),
  });
}

type Thoughts = Omit<AdviceQuestion, 'changes'> & { readonly changes: readonly Change[] };

async function think(
  plans: readonly ArmPlans[],
  base: Design,
  context: ComparisonContext,
  most: number,
): Promise<Thoughts> {
  const { config, address } = base.ready.database;
  const { indexes } = await withConnection(config, address, readIndexReport);
  const { chosen, left, isHypothetical } = await considerIndexes(plans, base, most, context);
  const changes = changesOf(base.variant, chosen, droppable(indexes));
  return { base: base.name, isHypothetical, changes, left: [...left] };
}

/**
 * The base with its query, then each change with the same. A change that no plan of a question would use is left out of
 * it, and a question without any change too.
 */
function withArms({ plans, ...question }: Question, changes: readonly Change[]): Question {
  const compared = plans.map(({ scenario, arms: [base], left }) => {
    const isUsed = ({ usedBy }: Change) => usedBy === undefined || usedBy.includes(scenario);
    const unused = changes.filter((change) => !isUsed(change));
    return {
      scenario,
      arms: [
        base!,
        ...changes.filter(isUsed).map(({ advised, variant }) => ({ ...base!, name: advised.arm, variant })),
      ],
      left: [...left, ...unused.map(({ advised }) => ({ name: advised.arm, reason: samePlan }))],
    };
  });
  return { ...question, plans: compared.filter(({ arms }) => arms.length > 1) };
}
