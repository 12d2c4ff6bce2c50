import { stoppingRule } from '../../analysis/compare/stopping-rule.ts';
import { defaultSliceSize } from '../../engine/paired/slice.ts';
import type { ComparedScenario } from '../../report/comparison/comparison.ts';
import type { WriteContrast, WriteSide } from '../../report/comparison/write-side.ts';
import { writeWorkOf } from '../../report/comparison/write-work.ts';
import { noLists } from '../../scenario/parameter-lists.ts';
import { describeSlices } from './contrast.ts';
import type { Design } from './designs.ts';
import { writeMix } from './question.ts';
import { type ComparisonContext, endOf, loadOf, nothing } from './scenario-comparison.ts';
import { runSlices } from './slices.ts';

/** One look is what the write side of many variants is worth. */
const pairs = stoppingRule.looks[0];

/**
 * What each design costs those who write, against the first one. Null when there is but one. Nothing is timed of a design
 * that answers differently.
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
  for (const contender of contenders) {
    const isDifferent = different.has(contender.name);
    contrasts.push(
      isDifferent ? untimed(contender, 'different') : await contrastOf(baseline, contender, context),
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
  context: ComparisonContext,
): Promise<WriteContrast> {
  const { options, progress, signal, writable } = context;
  const variant = contender.name;
  if (signal.aborted) return untimed(contender, 'not reached');
  const bar = progress.contrast(baseline.name, variant);
  const { parts } = writeMix();
  const weighted = parts.map((part) => ({ ...part, lists: noLists }));
  const arms = [{ design: baseline }, { design: contender }] as const;
  const outcome = await writable.with(arms, true, (places) =>
    runSlices(
      {
        ...loadOf(options),
        stratum: undefined,
        clients: options.sliceClients,
        baseline: { ...places[0], parts: weighted, runNumber: 1 },
        contender: { ...places[1], parts: weighted, runNumber: 1 },
        size: { ...defaultSliceSize, sliceMs: options.slice },
      },
      {
        wanted: (done) => (done.length < pairs ? pairs : null),
        onPair: (pair) => pair.throughput && bar.add(pair.throughput),
        mayPauseAutovacuum: true,
        signal,
      },
    ),
  );
  if (outcome.pairs.length === 0) return { variant, ...nothing(outcome.end, signal), load: null, work: null };
  const load = describeSlices(outcome, {
    clients: options.sliceClients,
    sliceMs: options.slice,
    dropShare: defaultSliceSize.dropShare,
    margin: options.margin,
    parts,
  });
  bar.end(load.throughput ?? load.p50);
  return {
    variant,
    ...endOf(outcome.end),
    load,
    work: {
      baseline: writeWorkOf(load.slices.map((slice) => slice.baseline)),
      contender: writeWorkOf(load.slices.map((slice) => slice.contender)),
    },
  };
}
