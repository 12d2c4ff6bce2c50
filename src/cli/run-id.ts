import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A name for a run that sorts by time and tells what ran; free in the folder. */
export function newRunId(folder: string, startedAt: Date, subject: string): string {
  const time = startedAt.toISOString().slice(0, 19).replaceAll(':', '-');
  const base = `${time}-${subject.replace(/[^A-Za-z0-9._-]+/g, '-')}`;
  let id = base;
  for (let copy = 2; existsSync(join(folder, id)); copy++) id = `${base}-${copy}`;
  return id;
}
