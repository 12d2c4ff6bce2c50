import { stripVTControlCharacters } from 'node:util';
import { expect, it, vi } from 'vitest';
import { FakeClock } from '../engine/testing/fake-clock.ts';
import { LoadProgress } from './load-progress.ts';
import { ProgressLine } from './progress-line.ts';

/** What a log of a load shows whose phases last as long as they are given, in seconds; or a terminal. */
function logOf(
  load: (progress: LoadProgress, pass: (seconds: number) => void) => void,
  isTTY = false,
): string[] {
  const lines: string[] = [];
  const stream = { isTTY, write: (text: string) => lines.push(stripVTControlCharacters(text).trim()) };
  const clock = new FakeClock();
  const progress = new LoadProgress(new ProgressLine(stream as never), clock);
  load(progress, (seconds) => clock.block(seconds * 1000));
  return lines;
}

it('counts the time to the first index done as the indexes’, not as the fill’s', () => {
  const lines = logOf((progress, pass) => {
    progress.startFill(900);
    pass(2);
    progress.filled('users', 1_000, 900);
    progress.begin('index', 2);
    progress.working('slow');
    pass(10);
    progress.done();
    progress.done();
    progress.begin('vacuum', 19);
    pass(3);
    progress.begin('checkpoint', 1);
    pass(1);
    progress.end();
  });
  expect(lines.slice(0, -1)).toEqual([
    'filled       1,000 rows in 2.0 s (500 rows/s)',
    'indexes      2 in 10 s',
    'vacuumed     19 in 3.0 s',
    'checkpoint   in 1.0 s',
  ]);
  expect(lines.at(-1)).toMatch(/^memory {7}\d+ MB at the most, all threads together$/);
});

it('counts no waiting for another loader as its own', () => {
  const lines = logOf((progress, pass) => {
    progress.startFill(900);
    pass(2);
    progress.filled('users', 1_000, 900);
    progress.endPhase();
    pass(600);
    progress.end();
  });
  expect(lines.slice(0, -1)).toEqual(['filled       1,000 rows in 2.0 s (500 rows/s)']);
});

it('names in a terminal what is being made as soon as a phase begins', () => {
  vi.stubEnv('TERM', 'xterm');
  const lines = logOf((progress) => {
    progress.startFill(900);
    progress.filled('users', 1_000, 900);
    progress.begin('validation', 31);
    progress.working('likes_user_id_fkey');
  }, true);
  vi.unstubAllEnvs();
  expect(lines.at(-1)).toMatch(/^validating {2}░+ {2}0 of 31 {2}likes_user_id_fkey$/);
});

it('shows again and again that it works on something that takes long, until it is stopped', async () => {
  const lines: string[] = [];
  const clock = new FakeClock();
  const stream = { isTTY: false, write: (text: string) => lines.push(text.trimEnd()) };
  const progress = new LoadProgress(new ProgressLine(stream as never, 0), clock);
  progress.begin('index', 2);
  progress.working('slow');
  progress.done();
  progress.working('slower');
  await clock.runUntil(new Promise<void>((resolve) => clock.after(2_500, resolve)));
  progress.stop();
  await clock.runUntil(new Promise<void>((resolve) => clock.after(2_500, resolve)));
  const [first, ...others] = lines.map((line) => line.replace(/[^a-z\d ]+/g, '').replaceAll(/ +/g, ' '));
  expect(first).toBe('indexes 0 of 2 slow');
  expect(others).toEqual(Array.from({ length: 3 }, () => 'indexes 1 of 2 slower'));
});

it('says nothing of what an earlier load has done', () => {
  expect(logOf((progress) => progress.end())).toHaveLength(1);
});
