import picocolors from 'picocolors';
import { renderNotes } from './note.ts';
import { renderQueries } from './query-table.ts';
import type { Result } from './result.ts';
import { renderHeader } from './run-header.ts';
import { notesOf } from './run-notes.ts';
import { renderServer } from './server-section.ts';
import { renderSlowest } from './slowest.ts';
import { harmlessDeep } from './text.ts';
import { renderTimeParts } from './time-parts.ts';

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal; 80 is the narrowest that is laid out for. */
  readonly width: number;
  /** Whether each query is followed by its classes of parameters. */
  readonly strata: boolean;
  /** How many of the slowest operations are shown, with their SQL; none when left out. */
  readonly slowest?: number | undefined;
  /** The result file, named in the last line; none was written when undefined. */
  readonly resultPath?: string | undefined;
}

/** Texts whose lines and spaces are kept: they are there to be copied. */
const blocks = ['statement', 'explain'];

/** A run as a person reads it: header, table, server, notes, the slowest, the path of the file. Ends without a newline. */
export function renderRun(unsafe: Result, options: TerminalOptions): string {
  const result = harmlessDeep(unsafe, blocks);
  const { color, width, strata, slowest = 0, resultPath } = options;
  const c = picocolors.createColors(color);
  const sections = [
    renderHeader(result, c, width).join('\n'),
    renderQueries(result, c, options),
    renderTimeParts(result, options),
    renderServer(result, c, width).join('\n'),
    renderNotes(notesOf(result, strata), c, width).join('\n'),
    renderSlowest(result, slowest, c, options),
    resultPath === undefined ? '' : `${c.dim('Result')}  ${resultPath}`,
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}
