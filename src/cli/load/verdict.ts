import { clientValidity, clientWarnings } from '../../analysis/validity.ts';
import { formatCount, formatSignificant } from '../../core/units.ts';
import type { LoadOutcome } from '../../engine/outcome.ts';
import type { Reason } from '../../report/reason.ts';
import type { Result } from '../../report/result.ts';
import type { Measured } from '../measure.ts';

/** What a run's numbers are worth, and why. */
export type Verdict = Pick<Result, 'status' | 'reasons' | 'warnings'>;

export interface Circumstances {
  /** A run on cold caches is not expected to be steady. */
  isCold: boolean;
  /** Runs that had written to the dataset before this one. */
  writeRuns: number;
}

export function verdictOf({ outcome, steady }: Measured, { isCold, writeRuns }: Circumstances): Verdict {
  const { end, health, plan } = outcome;
  const warnings = [
    ...clientWarnings(health, plan.kind).map(plain),
    ...connectionWarnings(outcome),
    ...writeWarnings(writeRuns),
  ];
  const invalid = [...clientValidity(health, plan.kind).map(plain), ...failures(outcome)];
  if (end.reason === 'interrupted')
    return {
      status: 'interrupted',
      reasons: [{ text: 'stopped by a signal', remedy: null }],
      warnings: [...invalid, ...warnings],
    };
  if (end.reason === 'overloaded')
    return { status: 'overloaded', reasons: [overload(outcome)], warnings: [...invalid, ...warnings] };
  if (!isCold && steady?.steady === false)
    invalid.push({
      text: `never steady: ${steady.reason}`,
      remedy: 'warm up longer (--warmup 30s), measure longer, or free the machine of other work',
    });
  return { status: invalid.length > 0 ? 'invalid' : 'complete', reasons: invalid, warnings };
}

function plain({ text, remedy }: Reason): Reason {
  return { text, remedy };
}

function overload({ counters, windowMs, throughputPerSecond, waiting }: LoadOutcome): Reason {
  const rate = (perSecond: number) => `${formatSignificant(perSecond)}/s`;
  // Of the time that was measured: stages that never came have offered nothing.
  const offeredPerSecond = windowMs > 0 ? (counters.scheduled / windowMs) * 1000 : 0;
  return {
    text: `offered ${rate(offeredPerSecond)}, achieved ${rate(throughputPerSecond)}, backlog ${formatCount(waiting)}`,
    remedy: 'lower --rate; or, if the server has processors to spare, give it more --clients',
  };
}

function failures({ end, clients, clientsLost, counters }: LoadOutcome): Reason[] {
  const reasons: Reason[] = [];
  if (end.reason === 'connections-lost')
    reasons.push({
      text: `all ${clients} clients lost their connection: ${end.message}`,
      remedy: "see the server's log",
    });
  else if (clientsLost > 0)
    reasons.push({
      text: `${clientsLost} of ${clients} clients lost their connection for good`,
      remedy: "see the server's log",
    });
  const { failed, succeeded, timedOut } = counters;
  if (end.reason === 'completed' && failed > 0 && succeeded + timedOut === 0)
    reasons.push({ text: `all ${formatCount(failed)} operations failed`, remedy: 'see the errors below' });
  return reasons;
}

function writeWarnings(writeRuns: number): Reason[] {
  if (writeRuns === 0) return [];
  return [
    {
      text: `the dataset has been written to by ${formatCount(writeRuns)} run${writeRuns === 1 ? '' : 's'} since it was loaded`,
      remedy: 'bench load --restore brings the loaded state back',
    },
  ];
}

function connectionWarnings({ reconnects, abandoned }: LoadOutcome): Reason[] {
  const warnings: Reason[] = [];
  if (reconnects > 0)
    warnings.push({
      text: `${formatCount(reconnects)} lost connection${reconnects === 1 ? ' was' : 's were'} made anew: what was under way is among the errors or timeouts`,
      remedy: null,
    });
  if (abandoned > 0)
    warnings.push({
      text: `${formatCount(abandoned)} connection${abandoned === 1 ? ' was' : 's were'} cut since nothing came back any more, not even the statement timeout; counted as timeouts`,
      remedy: 'see the network between here and the server',
    });
  return warnings;
}
