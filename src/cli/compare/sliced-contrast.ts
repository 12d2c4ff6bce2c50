import type { LogRatio } from '../../analysis/compare/censored-ratio.ts';
import type { ByArm } from '../../engine/paired/arms.ts';
import { dropShare, sliceSizeOf } from '../../engine/paired/slice.ts';
import type { Contrast, SlicedLoad } from '../../report/comparison/contrast.ts';
import { noLists } from '../../scenario/parameter-lists.ts';
import { loadOf } from './compare-options.ts';
import type { ContrastProgress } from './compare-progress.ts';
import type { ComparisonContext } from './comparison-context.ts';
import { describeSlices } from './contrast.ts';
import { measured, unmeasured } from './contrast-outcome.ts';
import type { Design } from './designs.ts';
import { writeMix } from './question.ts';
import { runSlices, type SlicesControl, type SlicesOutcome } from './slices.ts';
import type { ArmPlace, SliceArm } from './task.ts';

/** What one arm runs, and where. */
export interface SlicedSide {
  readonly design: Design;
  readonly parts: SliceArm['parts'];
}

interface SlicedQuestion {
  readonly bar: ContrastProgress;
  readonly wanted: SlicesControl['wanted'];
  readonly stratum: string | undefined;
}

/** Measures two arms in slices, on copies where they write. */
export async function compareInSlices(
  sides: ByArm<SlicedSide>,
  { bar, wanted, stratum }: SlicedQuestion,
  context: ComparisonContext,
): Promise<Pick<Contrast, 'status' | 'reason'> & { load: SlicedLoad | null }> {
  const { options, signal, writable } = context;
  const writes = sides[0].parts.some(({ query }) => query.writes);
  // In databases of their own, both arms write the same keys.
  const runNumber = writes ? 1 : 0;
  const onPair = ({ throughput }: { throughput: LogRatio | null }) => throughput && bar.add(throughput);
  const outcome = await writable.with(sides, writes, (places) =>
    loadInSlices(
      [
        { ...places[0], parts: sides[0].parts, runNumber },
        { ...places[1], parts: sides[1].parts, runNumber },
      ],
      { wanted, onPair, stratum },
      context,
    ),
  );
  if (outcome.pairs.length === 0) return { ...unmeasured(outcome.end, signal), load: null };
  const load = describeSlices(outcome, {
    clients: options.sliceClients,
    sliceMs: options.slice,
    dropShare,
    margin: options.margin,
    parts: sides[0].parts,
  });
  bar.end(load.throughput ?? load.p50);
  return { ...measured(outcome.end), load };
}

/** The mix of writes, as an arm runs it. */
export function writeParts(): SliceArm['parts'] {
  return writeMix().parts.map((part) => ({ ...part, lists: noLists }));
}

/** So many pairs of slices, whatever they show. */
export function untilPairs(pairs: number): SlicesControl['wanted'] {
  return (done) => (done.length < pairs ? pairs : null);
}

/** Writes to one copy, in slices as compared arms have them. */
export async function writeInSlices(
  place: ArmPlace,
  pairs: number,
  context: ComparisonContext,
): Promise<SlicesOutcome> {
  const arm = (runNumber: number) => ({ ...place, parts: writeParts(), runNumber });
  return loadInSlices([arm(1), arm(2)], { wanted: untilPairs(pairs), stratum: undefined }, context);
}

async function loadInSlices(
  [baseline, contender]: ByArm<SliceArm>,
  { stratum, ...control }: Pick<SlicesControl, 'wanted' | 'onPair'> & Pick<SlicedQuestion, 'stratum'>,
  { options, signal }: ComparisonContext,
): Promise<SlicesOutcome> {
  const size = sliceSizeOf(options.slice);
  return runSlices(
    { ...loadOf(options), stratum, clients: options.sliceClients, baseline, contender, size },
    { ...control, mayPauseAutovacuum: true, signal },
  );
}
