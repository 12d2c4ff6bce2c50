import { StatementTally } from '../../database/statement-tally.ts';
import type { LoadPlan } from '../../engine/load-plan.ts';
import { type LoadOptions, type Measured, measure, type Subject } from '../measure.ts';
import type { ProgressLine } from '../progress-line.ts';

export interface Attempts {
  /** The last one. */
  readonly measured: Measured;
  /** Whether there was one before, which was not steady. */
  readonly wasExtended: boolean;
  /** What all of them did. */
  readonly tally: StatementTally;
}

/** Measures, and once more where the first time was not steady: its load was the warmup that it lacked. */
export async function measureSteadily(
  subject: Subject,
  plan: LoadPlan,
  options: LoadOptions,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<Attempts> {
  const tally = new StatementTally(subject.mix.parts.map(({ query }) => query.statements.length));
  const attempt = async () => {
    const measured = await measure(subject, plan, options, line, signal);
    tally.add(measured.tally);
    return measured;
  };
  const first = await attempt();
  if (options.isCold || first.steady?.steady !== false || signal.aborted)
    return { measured: first, wasExtended: false, tally };
  line.print(`not steady (${first.steady.reason}): measuring once more`);
  return { measured: await attempt(), wasExtended: true, tally };
}
