import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { environmentError, usageError } from '../core/errors.ts';
import type { Comparison } from './comparison/comparison.ts';
import { type Result, resultFormat } from './result.ts';
import { firstFault, show } from './result-file-fault.ts';
import { isComparison, schemaOf } from './result-file-kind.ts';

const resultName = 'result.json';

/** A temporary file this much older than the one just written belongs to a process that died. */
const abandonedAfterMs = 60_000;

/**
 * Writes `<folder>/<result.id>/result.json` and returns its path. Atomic: a reader, or a crash at any moment,
 * sees the whole file or none. Throws environmentError when the folder cannot be written, and an ordinary
 * Error when the result does not fit its declaration, which is a bug of the caller.
 */
export function writeResult(folder: string, result: Result | Comparison): string {
  const fault = firstFault(schemaOf(result)!, result);
  if (fault) throw new Error(`the result to be written is malformed: ${fault}`);

  const runFolder = join(folder, result.id);
  const path = join(runFolder, resultName);
  // Beside the run folder, not in it: a run folder then never exists without its result.
  const temporary = join(folder, `.${result.id}.tmp`);
  let isRunFolderNew = false;
  try {
    mkdirSync(folder, { recursive: true });
    writeDurably(temporary, `${JSON.stringify(result, null, 2)}\n`);
    removeAbandoned(folder, statSync(temporary).mtimeMs);
    isRunFolderNew = mkdirSync(runFolder, { recursive: true }) !== undefined;
    renameSync(temporary, path);
    return path;
  } catch (error) {
    quietly(() => rmSync(temporary, { force: true }));
    if (isRunFolderNew) quietly(() => rmdirSync(runFolder));
    throw writeFailure(error, path);
  }
}

/** The result of a run, as {@link readResultFile}. Throws usageError for that of a comparison, too. */
export function readResult(where: string, reportsFolder = 'reports'): Result {
  const result = readResultFile(where, reportsFolder);
  if (!isComparison(result)) return result;
  throw usageError(`${where} is a comparison, not a run`, 'name the result of a run');
}

/**
 * Reads the result of a run or of a comparison by the path of its file, by its folder, or by its id in `reportsFolder`.
 * Throws usageError when there is none, or it is malformed or of another format or kind.
 */
export function readResultFile(where: string, reportsFolder = 'reports'): Result | Comparison {
  const path = locate(where, reportsFolder);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (isSystemError(error))
      throw environmentError(`cannot read ${path}: ${reason(error)}`, undefined, error);
    throw usageError(
      `${path} is not JSON: ${(error as Error).message}`,
      'name another run, or run again',
      error,
    );
  }
  const { format, kind, harness } = (value ?? {}) as {
    format?: unknown;
    kind?: unknown;
    harness?: { version?: unknown };
  };
  const wroteIt = `read it with the bench that wrote it (version ${show(harness?.version)}).`;
  if (format !== resultFormat) {
    throw usageError(
      `${path}: format is ${show(format)}, expected ${resultFormat}`,
      format === undefined ? 'is it a result file of bench? name another one' : wroteIt,
    );
  }
  const schema = schemaOf(value);
  if (!schema) throw usageError(`${path}: kind is ${show(kind)}, expected "comparison" or none`, wroteIt);
  const fault = firstFault(schema, value);
  if (fault) throw usageError(`${path} is malformed: ${fault}`, 'name another run, or run again');
  return value as Result | Comparison;
}

function locate(where: string, reportsFolder: string): string {
  for (const candidate of [where, join(reportsFolder, where)]) {
    for (const path of [candidate, join(candidate, resultName)]) if (isFile(path)) return path;
  }
  const latest = runIds(reportsFolder).slice(0, 3);
  throw usageError(
    `no result "${where}": neither a file, nor a folder with ${resultName}, nor a run in ${reportsFolder}`,
    latest.length > 0 ? `latest runs: ${latest.join(', ')}` : 'make one first: bench run feed',
  );
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch (error) {
    if (!isSystemError(error) || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG') return false;
    throw environmentError(`cannot read ${path}: ${reason(error)}`, undefined, error);
  }
}

/** Run ids of a reports folder, latest first; empty when there is no such folder. */
export function runIds(reportsFolder: string): string[] {
  try {
    return readdirSync(reportsFolder)
      .filter((name) => existsSync(join(reportsFolder, name, resultName)))
      .sort()
      .reverse();
  } catch {
    return [];
  }
}

function writeDurably(path: string, text: string): void {
  const descriptor = openSync(path, 'w');
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function removeAbandoned(folder: string, nowMs: number): void {
  for (const name of readdirSync(folder).filter((name) => /^\..+\.tmp$/.test(name))) {
    quietly(() => {
      if (nowMs - statSync(join(folder, name)).mtimeMs > abandonedAfterMs) rmSync(join(folder, name));
    });
  }
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // Cleaning up must not hide the error that led here.
  }
}

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file stands where a folder is needed',
};

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

function reason(error: NodeJS.ErrnoException): string {
  return reasons[error.code ?? ''] ?? error.message;
}

function writeFailure(error: unknown, path: string): unknown {
  if (!isSystemError(error)) return error;
  const isFull = error.code === 'ENOSPC' || error.code === 'EDQUOT';
  return environmentError(
    `cannot write ${path}: ${reason(error)}`,
    isFull
      ? 'free some space, or choose another folder with --output'
      : 'choose another folder with --output',
    error,
  );
}
