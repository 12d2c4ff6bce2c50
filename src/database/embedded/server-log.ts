import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const largeBytes = 16 * 1024 ** 2;

export function serverLogOf(home: string): string {
  return join(home, 'server.log');
}

/** The log, open for a server to write to. Begun anew when it has grown large. */
export class ServerLog {
  readonly file: string;
  readonly descriptor: number;
  readonly #startBytes: number;

  constructor(home: string) {
    this.file = serverLogOf(home);
    this.descriptor = openSync(this.file, 'a', 0o644);
    if (fstatSync(this.descriptor).size > largeBytes) ftruncateSync(this.descriptor);
    this.#startBytes = fstatSync(this.descriptor).size;
  }

  /** What was written since it was opened. */
  text(): string {
    return readFileSync(this.file).subarray(this.#startBytes).toString('utf8');
  }

  /** The last lines of that, without their timestamps, for an error message. */
  tail(lines = 3): string {
    return this.text()
      .trim()
      .split('\n')
      .slice(-lines)
      .map((line) => line.replace(/^\S+ \S+ UTC \[\d+\] /, ''))
      .join('\n  ');
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** What made the last server that wrote the log crash, if it did: no room for its WAL, say. */
export function lastWordsIn(logFile: string): string | undefined {
  const log = readFileSync(logFile, 'utf8');
  const panic = log
    .slice(Math.max(0, log.lastIndexOf('starting PostgreSQL')))
    .split('\n')
    .findLast((line) => / PANIC: /.test(line));
  return panic?.replace(/^.* PANIC: +/, '');
}
