import picocolors from 'picocolors';
import { renderNotes } from './note.ts';
import { renderQueries } from './query-table.ts';
import type { Result } from './result.ts';
import { renderHeader } from './run-header.ts';
import { notesOf } from './run-notes.ts';
import { harmlessDeep } from './text.ts';

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal; 80 is the narrowest that is laid out for. */
  readonly width: number;
  /** Whether each query is followed by its classes of parameters. */
  readonly strata: boolean;
  /** The result file, named in the last line; none was written when undefined. */
  readonly resultPath?: string | undefined;
}

/** A run as a person reads it: header, table, notes, the path of the file. Ends without a newline. */
export function renderRun(unsafe: Result, options: TerminalOptions): string {
  const result = harmlessDeep(unsafe);
  const c = picocolors.createColors(options.color);
  const notes = notesOf(result, options.strata);
  const sections = [
    renderHeader(result, c, options.width).join('\n'),
    renderQueries(result, c, options),
    renderNotes(notes, c, options.width).join('\n'),
    options.resultPath === undefined ? '' : `${c.dim('Result')}  ${options.resultPath}`,
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}
