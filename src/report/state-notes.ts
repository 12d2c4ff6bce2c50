import type { Note } from './note.ts';
import type { Result } from './result.ts';

/** Whether the server had settled, where that is not as it should be, or not known. */
export function steadinessNotes({ steadyState, reasons, warming, status }: Result): Note[] {
  const { isSteady, reason, wasExtended } = steadyState;
  const again = wasExtended ? ' The first measured time was not steady and was dropped.' : '';
  if (isSteady === true) return wasExtended ? [{ text: `Measured twice.${again}`, level: 'aside' }] : [];
  if (isSteady === null)
    return status === 'complete' ? [{ text: `Steady state: ${reason}.${again}`, level: 'aside' }] : [];
  // Said above already, where it made the run invalid.
  if (reasons.some(({ text }) => text.includes(reason))) return [];
  const text = `Not steady: ${reason}.${again}`;
  // Caches that were emptied fill up: nothing to mend.
  if (warming.label !== 'warm') return [{ text }];
  return [{ text, remedy: 'Warm up longer (--warmup), or measure longer (--duration).' }];
}

/** What could not be brought into the caches before the run. */
export function warmingNotes({ warming }: Result): Note[] {
  return warming.note === null ? [] : [{ text: `Warming: ${warming.note}`, level: 'aside' }];
}
