import { BenchError } from '../../core/errors.ts';
import { databaseFailure } from '../../database/failure.ts';
import type { Finding } from '../../report/diagnosis.ts';

/** What a check says; the title is the check's. */
export type Outcome = Omit<Finding, 'title'>;

/** One thing that the doctor looks at. Checks are lists of these: a new one is a new entry. */
export interface Check {
  readonly title: string;
  /** Whether nothing after it can be looked at when it is wrong. */
  readonly isEssential?: boolean;
  /** Undefined where there is nothing to look at. An expected error thrown is a thing that is wrong. */
  run(): Outcome | undefined | Promise<Outcome | undefined>;
}

export const ok = (text: string): Outcome => ({ level: 'ok', text });
export const warning = (text: string, mend: string): Outcome => ({ level: 'warning', text, mend });
export const wrong = (text: string, mend?: string): Outcome => ({ level: 'wrong', text, mend });

export interface Examined {
  findings: Finding[];
  /** Whether an essential check was wrong. */
  isStopped: boolean;
}

/** Runs the checks one after the other; stops after an essential one that is wrong. */
export async function examine(checks: readonly Check[], signal: AbortSignal): Promise<Examined> {
  const findings: Finding[] = [];
  for (const check of checks) {
    signal.throwIfAborted();
    const outcome = await outcomeOf(check, signal);
    if (outcome) findings.push({ title: check.title, ...outcome });
    if (outcome?.level === 'wrong' && check.isEssential) return { findings, isStopped: true };
  }
  return { findings, isStopped: false };
}

async function outcomeOf(check: Check, signal: AbortSignal): Promise<Outcome | undefined> {
  try {
    return await check.run();
  } catch (error) {
    if (signal.aborted) throw error;
    const failure = databaseFailure(error, `look at the ${check.title}`);
    if (!(failure instanceof BenchError)) throw failure;
    return wrong(failure.message, failure.next);
  }
}
