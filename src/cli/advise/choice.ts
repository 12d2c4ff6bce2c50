import { type Candidate, candidateText } from './candidate.ts';
import type { Trial } from './trial.ts';

/** What is worth being measured, and why the rest is not. */
export interface Choice {
  readonly chosen: readonly Trial[];
  readonly left: readonly { readonly statement: string; readonly reason: string }[];
}

/** A candidate of which the planner expects less is not worth the time. */
const leastSaving = 0.01;
/** Two whose savings differ by no more do the same work. */
const alike = 0.01;

/** The candidates that promise most, without those that a smaller one of the same table makes needless. */
export function chooseCandidates(trials: readonly Trial[], most: number): Choice {
  const left: { statement: string; reason: string }[] = [];
  const leave = ({ candidate }: Trial, reason: string) => {
    left.push({ statement: candidateText(candidate), reason });
    return false;
  };
  const useful = trials.filter((trial) => {
    if (trial.sizeBytes === null) return leave(trial, 'the server does not make it');
    if (trial.usedBy.length === 0) return leave(trial, 'the planner does not use it');
    return trial.saving >= leastSaving || leave(trial, 'the planner expects nothing of it');
  });
  const best = useful
    .filter((trial) => {
      const smaller = useful.find((other) => other !== trial && makesNeedless(other, trial));
      return !smaller || leave(trial, 'a smaller one promises as much');
    })
    .sort((a, b) => b.saving - a.saving || a.sizeBytes! - b.sizeBytes!);
  for (const trial of best.slice(most)) leave(trial, `${most} others promise more`);
  return { chosen: best.slice(0, most), left };
}

function makesNeedless(other: Trial, trial: Trial): boolean {
  const isSmaller =
    other.sizeBytes! < trial.sizeBytes! ||
    (other.sizeBytes === trial.sizeBytes && widthOf(other.candidate) < widthOf(trial.candidate));
  return (
    isSmaller &&
    other.candidate.table === trial.candidate.table &&
    leadOf(other.candidate) === leadOf(trial.candidate) &&
    other.saving >= trial.saving - alike
  );
}

function widthOf({ keys, included }: Candidate): number {
  return keys.length + included.length;
}

function leadOf({ method, keys }: Candidate): string {
  return `${method} ${keys[0]?.column ?? ''}`;
}

/** Of each table the one that promises most: what may be wanted together. */
export function bestOfEachTable(chosen: readonly Trial[]): Trial[] {
  return chosen.filter(
    (trial, place) =>
      chosen.findIndex(({ candidate }) => candidate.table === trial.candidate.table) === place,
  );
}
