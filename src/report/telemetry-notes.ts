import { formatCount } from '../core/units.ts';
import type { Note } from './note.ts';
import { percentage } from './percentage.ts';
import type { Result } from './result.ts';
import { ownShareOf } from './transactions.ts';

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
    texts.push({
      text: 'Telemetry: others were at work in the database too, and the figures of the server hold what they did.',
      level: 'aside',
    });
  return texts;
}
