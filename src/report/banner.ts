import type { Colors } from 'picocolors/types.js';
import { formatDuration } from '../core/units.ts';
import { renderNotes } from './note.ts';
import type { Result } from './result.ts';
import { wrap } from './text.ts';

/** What is wrong with a run that is not complete: a headline, and each reason with its mend. No lines for a whole one. */
export function renderBanner(result: Result, c: Colors, width: number): string[] {
  if (result.status === 'complete') return [];
  const [first, ...others] = result.reasons;
  const isPlain = first !== undefined && first.remedy === null && others.length === 0;
  const headline = `${headlineOf(result)}${isPlain ? `: ${first.text}` : ''}`;
  const reasons = isPlain ? [] : result.reasons;
  return [
    ...wrap(headline, width - 2).map((line) => c.bold(c.red(line))),
    ...renderNotes(
      reasons.map(({ text, remedy }) => ({ text, ...(remedy === null ? {} : { remedy }), level: 'bad' })),
      c,
      width,
    ),
  ];
}

function headlineOf({ status, load }: Result): string {
  const seconds = `${formatDuration(load.measuredMs)} of ${formatDuration(load.durationMs)}`;
  switch (status) {
    case 'interrupted':
      return `INTERRUPTED after ${seconds}`;
    case 'overloaded':
      return `OVERLOADED after ${seconds}`;
    default:
      return 'INVALID, do not use these numbers';
  }
}
