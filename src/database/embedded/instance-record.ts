import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance } from './instance.ts';

/** What an instance's folder says of itself. It is there once the server has started: so its settings were accepted. */
export type InstanceRecord = Pick<Instance, 'major' | 'settings'>;

const fileOf = (folder: string) => join(folder, 'instance.json');

export function writeInstanceRecord({ folder, major, settings }: Instance): void {
  const staged = `${fileOf(folder)}.${process.pid}`;
  const record: InstanceRecord = { major, settings };
  writeFileSync(staged, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(staged, fileOf(folder));
}

/** Undefined where no server has started yet. */
export function readInstanceRecord(folder: string): InstanceRecord | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(folder), 'utf8'));
  } catch {
    return undefined;
  }
}
