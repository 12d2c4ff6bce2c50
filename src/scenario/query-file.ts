import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { type BenchError, usageError } from '../core/errors.ts';
import { formatBytes } from '../core/units.ts';
import { parseQuery } from './parser.ts';
import type { Query } from './query.ts';

/** Far above any query that a person wrote; a dump or a video by mistake is larger. */
const maxSizeBytes = 1024 * 1024;

/**
 * Reads a user's own query, `./my.sql`: scenario `my`, query `baseline`. See {@link parseQuery} for the format.
 * Throws a usage error when the file is missing, a folder, unreadable, too large, not UTF-8 or not a query.
 */
export function loadQueryFile(path: string): Query {
  return parseQuery(readQueryText(path), { scenario: basename(path, '.sql'), name: 'baseline', file: path });
}

/** The file's text. A byte order mark is dropped. Pipes may be read too (`bench run <(generate-sql)`). */
export function readQueryText(path: string): string {
  const bytes = readAtMost(path, maxSizeBytes + 1);
  if (bytes.length > maxSizeBytes) {
    throw usageError(
      `${path} is larger than ${formatBytes(maxSizeBytes)}`,
      'a query file holds one SQL statement',
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw usageError(`${path} is not valid UTF-8 text`, 'save it as UTF-8 (iconv -t UTF-8 converts)', error);
  }
}

function readAtMost(path: string, maxBytes: number): Uint8Array {
  const buffer = new Uint8Array(maxBytes);
  let length = 0;
  try {
    const file = openSync(path, 'r');
    try {
      for (let read = -1; read !== 0 && length < maxBytes; length += read) {
        read = readSync(file, buffer, length, maxBytes - length, null);
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
  return buffer.subarray(0, length);
}

function unreadable(path: string, error: NodeJS.ErrnoException): BenchError {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return usageError(
        `there is no file ${path}`,
        'check the path; it counts from the current folder',
        error,
      );
    case 'EISDIR':
      return usageError(`${path} is a folder, not a query file`, 'name one .sql file in it', error);
    case 'EACCES':
    case 'EPERM':
      return usageError(`no permission to read ${path}`, 'make it readable (chmod +r) and try again', error);
    default:
      return usageError(`cannot read ${path}: ${error.message}`, 'name a readable .sql file', error);
  }
}
