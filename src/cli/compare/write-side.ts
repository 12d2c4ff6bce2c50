import { stoppingRule } from '../../analysis/compare/stopping-rule.ts';
import type { ComparedScenario } from '../../report/comparison/comparison.ts';
import type { WriteContrast, WriteSide } from '../../report/comparison/write-side.ts';
import { writeWorkOf } from '../../report/comparison/write-work.ts';
import type { ComparisonContext } from './comparison-context.ts';
import { wantedSlices } from './contrast.ts';
import type { Design } from './designs.ts';
import { writeMix } from './question.ts';
import { compareInSlices, untilPairs, writeParts } from './sliced-contrast.ts';
import type { SlicesControl } from './slices.ts';

/**
 * What each design costs those who write, against the first one. Null when there is but one. Nothing is timed of a design
 * that answers differently. One contender is looked at until there is a verdict, as all else is; of several, each gets one
 * look, which is what the write side of a matrix is worth.
 */
export async function compareWrites(
  designs: readonly Design[],
  scenarios: readonly ComparedScenario[],
  context: ComparisonContext,
): Promise<WriteSide | null> {
  const [baseline, ...contenders] = designs as [Design, ...Design[]];
  if (contenders.length === 0) return null;
  const contrasts: WriteContrast[] = [];
  context.progress.begin('writes');
  const different = differentDesigns(scenarios);
  const wanted =
    contenders.length === 1 ? wantedSlices(context.options.margin) : untilPairs(stoppingRule.looks[0]);
  for (const contender of contenders) {
    const isDifferent = different.has(contender.name);
    contrasts.push(
      isDifferent ? untimed(contender, 'different') : await contrastOf(baseline, contender, wanted, context),
    );
  }
  return { mix: writeMix().name, baseline: baseline.name, contrasts };
}

function differentDesigns(scenarios: readonly ComparedScenario[]): Set<string> {
  const names = scenarios.flatMap(({ arms, contrasts }) =>
    contrasts
      .filter(({ status }) => status === 'different')
      .map(({ arm }) => arms.find(({ name }) => name === arm)!.variant),
  );
  return new Set(names);
}

function untimed({ name: variant }: Design, status: WriteContrast['status']): WriteContrast {
  return { variant, status, reason: null, load: null, work: null };
}

async function contrastOf(
  baseline: Design,
  contender: Design,
  wanted: SlicesControl['wanted'],
  context: ComparisonContext,
): Promise<WriteContrast> {
  if (context.signal.aborted) return untimed(contender, 'not reached');
  const parts = writeParts();
  const { load, ...outcome } = await compareInSlices(
    [
      { design: baseline, parts },
      { design: contender, parts },
    ],
    {
      bar: context.progress.contrast(baseline.name, contender.name),
      wanted,
      stratum: undefined,
    },
    context,
  );
  return {
    variant: contender.name,
    ...outcome,
    load,
    work: load && writeWorkOf(load.slices),
  };
}
