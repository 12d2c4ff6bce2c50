import type { AdvisedChange } from './advice-question.ts';
import type { Comparison } from './comparison.ts';
import type { ContrastStatus } from './contrast.ts';
import { exceptionWords } from './exceptions.ts';
import { headlineOf, headlineOfLoad } from './headline.ts';
import type { JudgedRatio } from './ratio.ts';

/** What was measured of a change on one side: a scenario, or the writes. */
export interface AdvisedSide {
  readonly status: ContrastStatus;
  /** Null where it was not measured. */
  readonly judged: JudgedRatio | null;
}

export interface AdvisedRead extends AdvisedSide {
  readonly scenario: string;
  /** No plan of it used the change, so that it was not measured. */
  readonly hasSamePlan: boolean;
  /** For which classes of parameters, or on which queries of a mix, it is otherwise: {@link exceptionWords}. */
  readonly exceptions: string;
}

/** Why a change is left out of a scenario, in words of `left`. */
export const samePlan = 'is not used by its plans';

/** A change, what it wins, and what it costs. */
export interface AdvisedDesign {
  readonly change: AdvisedChange;
  /** Name of its variant. */
  readonly variant: string;
  readonly reads: readonly AdvisedRead[];
  /** Null where writes were not measured. */
  readonly write: AdvisedSide | null;
  /** Of the bytes of WAL a write; null where they were not measured or not known. */
  readonly wal: JudgedRatio | null;
  /** More bytes of indexes than the base has; null when unknown. */
  readonly indexBytes: number | null;
  /** Milliseconds of its own statements; null when unknown. */
  readonly buildMs: number | null;
  /** Null for what is recommended. */
  readonly against: string | null;
}

export interface Advice {
  /** In the order of the question. */
  readonly designs: readonly AdvisedDesign[];
  /** Those to be recommended, what wins most first. */
  readonly recommended: readonly AdvisedDesign[];
}

/**
 * What the measurements of a comparison advise, by nothing but them. A new index is recommended where a scenario became
 * faster and none slower, by the comparison's margin; to drop indexes, where no scenario was left undecided or became
 * slower, and writes did not become slower. Null for a comparison that did not ask for advice.
 */
export function adviceOf(comparison: Comparison): Advice | null {
  const { advice } = comparison;
  if (!advice) return null;
  const designs = advice.changes.map((change) => designOf(comparison, change));
  const recommended = designs
    .filter(({ against }) => against === null)
    .sort((a, b) => gainOf(b) - gainOf(a) || (a.indexBytes ?? 0) - (b.indexBytes ?? 0));
  return { designs, recommended };
}

function designOf(comparison: Comparison, change: AdvisedChange): AdvisedDesign {
  const reads = comparison.scenarios.map(({ scenario, contrasts, left }): AdvisedRead => {
    const contrast = contrasts.find(({ arm }) => arm === change.arm);
    return {
      scenario,
      status: contrast?.status ?? 'not reached',
      judged: contrast?.status === 'measured' ? (headlineOf(contrast) ?? null) : null,
      hasSamePlan: left.some(({ name, reason }) => name === change.arm && reason === samePlan),
      exceptions: contrast ? exceptionWords(contrast) : '',
    };
  });
  const variant =
    comparison.scenarios.flatMap(({ arms }) => arms).find(({ name }) => name === change.arm)?.variant ??
    change.arm;
  const { write, wal } = writeOf(comparison, variant);
  return {
    change,
    variant,
    reads,
    write,
    wal,
    ...pricesOf(comparison, change, variant),
    against: change.kind === 'drop' ? againstDrop(reads, write) : againstIndex(reads),
  };
}

function writeOf({ writes }: Comparison, variant: string): Pick<AdvisedDesign, 'write' | 'wal'> {
  const contrast = writes?.contrasts.find((each) => each.variant === variant);
  if (!contrast) return { write: null, wal: null };
  const { status, load } = contrast;
  if (status !== 'measured' || !load) return { write: { status, judged: null }, wal: null };
  return { write: { status, judged: headlineOfLoad(load) }, wal: load.walBytes ?? null };
}

function pricesOf(
  { variants }: Comparison,
  { statements }: AdvisedChange,
  name: string,
): Pick<AdvisedDesign, 'indexBytes' | 'buildMs'> {
  const own = variants.find((variant) => variant.name === name);
  const base = variants[0]?.sizes;
  const built = own?.build.statements.filter(({ sql }) => statements.includes(sql)) ?? [];
  return {
    indexBytes: own?.sizes && base ? own.sizes.indexBytes - base.indexBytes : null,
    buildMs: built.length === 0 ? null : built.reduce((sum, { durationMs }) => sum + durationMs, 0),
  };
}

const isVerdict =
  (...verdicts: JudgedRatio['verdict'][]) =>
  ({ judged }: AdvisedSide) =>
    judged !== null && verdicts.includes(judged.verdict);

function againstIndex(all: readonly AdvisedRead[]): string | null {
  const reads = all.filter(({ hasSamePlan }) => !hasSamePlan);
  const slower = reads.find(isVerdict('slower'));
  if (slower) return `${slower.scenario} is slower with it`;
  if (reads.some(isVerdict('faster'))) return null;
  const open = reads.find((read) => !isVerdict('equivalent')(read));
  return open ? undecided(open) : 'nothing is faster with it';
}

function againstDrop(reads: readonly AdvisedRead[], write: AdvisedSide | null): string | null {
  const slower = reads.find(isVerdict('slower'));
  if (slower) return `${slower.scenario} is slower without them`;
  const open = reads.find((read) => !isVerdict('equivalent', 'faster')(read));
  if (open) return undecided(open);
  if (write && isVerdict('slower')(write)) return 'writes are slower without them';
  return null;
}

function undecided({ scenario, status }: AdvisedRead): string {
  if (status === 'measured') return `whether ${scenario} is faster or slower with it remains open`;
  if (status === 'different') return `it gives other answers to ${scenario}`;
  return `${scenario} was not measured with it`;
}

/** In ln units, over all scenarios that were decided. */
function gainOf({ reads }: AdvisedDesign): number {
  return reads
    .filter(isVerdict('faster'))
    .reduce((sum, { judged }) => sum - Math.log(Math.max(judged!.ratio ?? 1, Number.MIN_VALUE)), 0);
}
