import type { Colors } from 'picocolors/types.js';
import { wrap } from './text.ts';

/** Something the reader must know to read the numbers rightly, with what to do about it. */
export interface Note {
  readonly text: string;
  readonly remedy?: string;
}

/** Longer lines are hard to read, however wide the terminal. */
const widest = 110;

/** One list of all notes, each remedy on a line of its own behind an arrow. */
export function renderNotes(notes: readonly Note[], c: Colors, width: number): string[] {
  const room = Math.max(20, Math.min(width, widest) - 4);
  return notes.flatMap(({ text, remedy }) => [
    ...wrap(text, room).map((line, i) => `${i === 0 ? `  ${c.yellow('•')} ` : '    '}${line}`),
    ...(remedy === undefined ? [] : wrap(remedy, room - 2)).map(
      (line, i) => `    ${i === 0 ? `${c.cyan('→')} ` : '  '}${line}`,
    ),
  ]);
}
