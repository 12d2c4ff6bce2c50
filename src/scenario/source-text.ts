import { type BenchError, usageError } from '../core/errors.ts';

/** The text of a file that can say where in it something is wrong. */
export class SourceText {
  readonly file: string;
  readonly text: string;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** Lines count from 1; `\n`, `\r\n` and `\r` end one. */
  lineAt(offset: number): number {
    return this.text.slice(0, offset).split(/\r\n|\r|\n/).length;
  }

  /** A usage error (exit 2) that begins with `file:line:`. */
  error(offset: number, message: string, next: string): BenchError {
    return usageError(`${this.file}:${this.lineAt(offset)}: ${message}`, next);
  }
}
