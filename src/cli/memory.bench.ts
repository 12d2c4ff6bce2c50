/**
 * `npm run proof:memory`: whether a long run holds its memory. Runs `bench run post` as a process under open load and
 * samples its resident memory, all threads together, once a second from outside. Prints it after the first minute, at
 * the end of the load, and the growth between; the aim is under 20 MB. Linux only (/proc).
 *
 * MINUTES (10), RATE (1000/s), SCALE (small) and ARGS (further options of `bench run`) are settable.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packagePath } from '../core/package-root.ts';
import { median, slope } from '../core/statistics.ts';
import { formatSignificant } from '../core/units.ts';
import type { Result } from '../report/result.ts';

const launcher = packagePath('bin', 'bench.js');
const minutes = Number(process.env.MINUTES ?? 10);
const rate = process.env.RATE ?? '1000/s';
const scale = process.env.SCALE ?? 'small';
const further = process.env.ARGS?.split(' ').filter(Boolean) ?? [];
const warmupSeconds = 3;
/** From here on memory is to hold. */
const settledSeconds = 60;
/** A figure is the median of so many samples: the collector's cycles are no growth. */
const windowSamples = 20;
const aimMb = 20;

interface Sample {
  /** Since the load began. */
  seconds: number;
  mb: number;
}

/** Undefined when the process is gone. */
function residentMb(pid: number): number | undefined {
  try {
    const [, kB] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kB === undefined ? undefined : Number(kB) / 1024;
  } catch {
    return undefined;
  }
}

/** Once a second until the process ends. */
async function sampled(pid: number): Promise<{ atMs: number; mb: number }[]> {
  const samples: { atMs: number; mb: number }[] = [];
  for (;;) {
    const mb = residentMb(pid);
    if (mb === undefined) return samples;
    samples.push({ atMs: Date.now(), mb });
    await sleep(1000);
  }
}

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [launcher, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The run's result, and its memory while it measured. */
async function run(output: string): Promise<{ result: Result; samples: Sample[] }> {
  const options = ['--rate', rate, '--duration', `${minutes}m`, '--warmup', `${warmupSeconds}s`, ...further];
  const child = start('run', 'post', '--scale', scale, ...options, '--json', '--output', output);
  let json = '';
  child.stdout!.on('data', (text) => {
    json += text;
  });
  const ended = once(child, 'close');
  const all = await sampled(child.pid!);
  await ended;
  if (json === '') throw new Error('bench run gave no result.');
  const result = JSON.parse(json) as Result;
  const endMs = Date.parse(result.endedAt);
  const startMs = endMs - result.load.measuredMs;
  const samples = all
    .filter(({ atMs }) => atMs >= startMs && atMs <= endMs)
    .map(({ atMs, mb }) => ({ seconds: (atMs - startMs) / 1000, mb }));
  return { result, samples };
}

function report({ result, samples }: { result: Result; samples: readonly Sample[] }): void {
  const settled = samples.filter(({ seconds }) => seconds >= settledSeconds);
  const medianMb = (part: readonly Sample[]) => median(part.map(({ mb }) => mb));
  const firstMb = medianMb(settled.slice(0, windowSamples));
  const lastMb = medianMb(settled.slice(-windowSamples));
  const mostMb = Math.max(...settled.map(({ mb }) => mb));
  const mbPerHour = slope(settled.map(({ seconds, mb }) => [seconds / 3600, mb]));
  const mb = (value: number) => `${value.toFixed(1)} MB`;
  const achieved = formatSignificant(result.throughputPerSecond);
  console.log(`post at ${rate} for ${minutes} min on ${scale}: ${result.status}, ${achieved}/s`);
  for (const { text } of result.reasons) console.log(`  ${text}`);
  console.log(
    `resident memory after ${settledSeconds} s ${mb(firstMb)}, at the end ${mb(lastMb)}, most ${mb(mostMb)}`,
  );
  console.log(
    `growth ${mb(lastMb - firstMb)}, slope ${mb(mbPerHour)} an hour (aim: growth under ${aimMb} MB)`,
  );
}

if (!(minutes >= 2)) throw new Error('MINUTES must be 2 or more: the first minute does not count.');
const output = mkdtempSync(join(tmpdir(), 'bench-memory-'));
try {
  // A run that had to fill the dataset first would begin with the memory which that took.
  const loading = start('load', '--scale', scale);
  loading.stdout!.resume();
  const [code] = await once(loading, 'close');
  if (code !== 0) throw new Error(`bench load ended with ${code}`);
  report(await run(output));
} finally {
  rmSync(output, { recursive: true });
}
