/**
 * `npm run bench:start`: how long whole commands take: `--help`, and a run on a dataset that is ready, less the
 * second it measures. Minimum, median and maximum of a few processes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagePath } from '../core/package-root.ts';

const launcher = packagePath('bin', 'bench.js');
const output = mkdtempSync(join(tmpdir(), 'bench-start-'));
const rounds = Number(process.env.ROUNDS ?? 5);

function seconds(args: readonly string[]): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`bench ${args.join(' ')} ended with ${status}: ${stderr}`);
  return (performance.now() - startedAt) / 1000;
}

function measure(title: string, args: readonly string[], lessSeconds: number): void {
  seconds(args); // compiles, fills
  const times = Array.from({ length: rounds }, () => seconds(args) - lessSeconds).sort((a, b) => a - b);
  const [least, middle, most] = [times[0]!, times[Math.floor(rounds / 2)]!, times.at(-1)!].map((s) =>
    s.toFixed(2),
  );
  console.log(`${title.padEnd(52)} ${least} / ${middle} / ${most} s`);
}

try {
  console.log(`whole processes, minimum / median / maximum of ${rounds}`);
  measure('bench --help (aim: under 0.25 s)', ['--help'], 0);
  const run = ['run', 'post', '--warmup', '0s', '--duration', '1s', '--output', output];
  measure('bench run, all but the measuring (aim: under 5 s)', run, 1);
} finally {
  rmSync(output, { recursive: true });
}
