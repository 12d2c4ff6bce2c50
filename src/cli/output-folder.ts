import { accessSync, constants, statSync } from 'node:fs';
import { environmentError, usageError } from '../core/errors.ts';
import { makeFolder } from '../database/folder.ts';

/** Fails before a long run, not after it, where its result could not be written. */
export function requireWritable(folder: string): void {
  try {
    makeFolder(folder);
    if (!statSync(folder).isDirectory())
      throw usageError(`--output ${folder} is not a folder`, 'name a folder');
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw usageError(`--output ${folder} is not a folder`, 'name a folder', error);
    }
    if (code === undefined) throw error;
    throw environmentError(
      `results cannot be written to ${folder}: ${message}`,
      'name a folder you can write with --output',
      error,
    );
  }
}
