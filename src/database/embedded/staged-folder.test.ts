import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stageFolder } from './staged-folder.ts';

let parent: string;
let target: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'bench-staging-'));
  target = join(parent, 'data');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const write = (text: string) => async (folder: string) => {
  writeFileSync(join(folder, 'a'), text);
  await sleep(20);
  writeFileSync(join(folder, 'b'), text);
};
const read = () => readFileSync(join(target, 'a'), 'utf8') + readFileSync(join(target, 'b'), 'utf8');

it('lets one of two builders win, whole', async () => {
  await Promise.all([stageFolder(target, write('1')), stageFolder(target, write('2'))]);
  expect(['11', '22']).toContain(read());
  expect(readdirSync(parent)).toEqual(['data']);
  await stageFolder(target, () => expect.unreachable('built again'));
});

it('leaves nothing behind when building fails', async () => {
  const failing = stageFolder(target, () => {
    throw new Error('disk full');
  });
  await expect(failing).rejects.toThrow('disk full');
  expect(readdirSync(parent)).toEqual([]);
});

it('clears away what a killed command left, and not what another is building', async () => {
  for (const name of ['data.killed', 'data.active', 'other.killed']) mkdirSync(join(parent, name));
  const longAgo = new Date(Date.now() - 3_600_000);
  for (const name of ['data.killed', 'other.killed']) utimesSync(join(parent, name), longAgo, longAgo);
  await stageFolder(target, write('1'));
  expect(readdirSync(parent).sort()).toEqual(['data', 'data.active', 'other.killed']);
  expect(existsSync(join(target, 'b'))).toBe(true);
});
