import { formatCount, nsPerMs } from '../core/units.ts';
import type { Note } from './note.ts';
import { percentage } from './percentage.ts';
import type { Result } from './result.ts';
import type { Telemetry } from './telemetry.ts';
import { ownShareOf, ownTransactionsOf, transactionsOf } from './transactions.ts';

/** More looks than this must be missing before shares of waits are doubted. */
const missedShare = 0.2;

/** What telemetry could not tell, and what makes its figures less than they seem. */
export function telemetryNotes(result: Result): Note[] {
  const { telemetry } = result;
  if (!telemetry) return [];
  const { notes, samples, database } = telemetry;
  const missed = samples.skipped + samples.failed;
  const due = samples.taken + missed;
  const shown = notes.filter(({ isDetail }) => !isDetail);
  const texts: Note[] = shown.map(({ text, remedy }) => ({
    text: `Telemetry: ${text}`,
    ...(remedy === undefined ? {} : { remedy }),
    level: 'aside',
  }));
  if (missed > due * missedShare)
    texts.push({
      text: `Telemetry: ${formatCount(missed)} of ${formatCount(due)} looks at the waits were missed (${percentage(missed, due)}), perhaps when there was most to see.`,
      level: 'aside',
    });
  if (database && ownShareOf(result) === 'some')
    texts.push({ text: othersText(result, telemetry), level: 'aside' });
  return texts;
}

/** A backend reports what it has done when an operation ends: after a long one, the short ones of before it too. */
function othersText(result: Result, telemetry: Telemetry): string {
  const counts = `the server counted ${formatCount(transactionsOf(telemetry))} transactions, about ${formatCount(ownTransactionsOf(result))} would be this run’s`;
  const slowest = result.latency.maxNs;
  const isLate = slowest !== null && slowest.ns > telemetry.lagMs * nsPerMs;
  const late = isLate ? ', or long operations kept back what was done before them' : '';
  return `Telemetry: ${counts}: others were at work in the database too${late}. The server’s figures hold that.`;
}
