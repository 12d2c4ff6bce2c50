import type { Colors } from 'picocolors/types.js';
import { wrap } from './text.ts';

/** Something the reader must know to read the numbers rightly, with what to do about it. */
export interface Note {
  readonly text: string;
  readonly remedy?: string;
  /** `bad`: why the numbers are not to be used; `aside`: of interest, and no more. Between them when left out. */
  readonly level?: 'bad' | 'aside';
}

/** Longer lines are hard to read, however wide the terminal. */
export const widestText = 110;

/** One list of all notes, each remedy on a line of its own behind an arrow. */
export function renderNotes(notes: readonly Note[], c: Colors, width: number): string[] {
  const room = Math.max(20, Math.min(width, widestText) - 4);
  return notes.flatMap(({ text, remedy, level }) => {
    const bullet = level === 'bad' ? c.red('•') : level === 'aside' ? c.dim('•') : c.yellow('•');
    const paint = level === 'aside' ? c.dim : (line: string) => line;
    return [
      ...wrap(text, room).map((line, i) => `${i === 0 ? `  ${bullet} ` : '    '}${paint(line)}`),
      ...(remedy === undefined ? [] : wrap(remedy, room - 2)).map(
        (line, i) => `    ${i === 0 ? `${c.cyan('→')} ` : '  '}${line}`,
      ),
    ];
  });
}
