import { argv, cpuUsage, env } from 'node:process';
import { formatBytes, formatCount } from '../core/units.ts';
import { keyStyles } from '../population/ids.ts';
import { World } from '../population/world.ts';
import { ChunkEncoder, planChunks } from './chunk.ts';
import type { Recipe } from './recipe.ts';
import { recipesOf } from './recipes.ts';

/**
 * How fast a core makes COPY data, with nobody to take it: rows and bytes by second of processor time, so that what
 * else the machine does counts as little as can be.
 * Aims: `likes` at least 3 million rows/s, `posts` at least 150 MB/s.
 * Usage: [KEYS=uuidv7|bigint] node dist.bench/encode.bench.js [users] [table ...]
 */
const [users = '100000', ...tables] = argv.slice(2);

function measure(recipe: Recipe): { rows: number; bytes: number; seconds: number } {
  const encoder = new ChunkEncoder();
  let rows = 0;
  let bytes = 0;
  const begin = cpuUsage();
  for (const chunk of planChunks([recipe])) {
    const encoding = encoder.encode(recipe, chunk);
    let step = encoding.next();
    for (; !step.done; step = encoding.next()) bytes += step.value.length;
    rows += step.value;
  }
  const { user, system } = cpuUsage(begin);
  return { rows, bytes, seconds: (user + system) / 1e6 };
}

const made = performance.now();
const keys = keyStyles.find((style) => style === env.KEYS) ?? 'uuidv4';
const world = new World({ seed: 42, users: Number(users), keys });
console.log(
  `world of ${formatCount(world.users.count)} users made in ${Math.round(performance.now() - made)} ms`,
);
const total = { rows: 0, bytes: 0, seconds: 0 };
for (const recipe of recipesOf(world)) {
  if (tables.length > 0 && !tables.includes(recipe.table)) continue;
  const { rows, bytes, seconds } = measure(recipe);
  print(recipe.table, rows, bytes, seconds);
  total.rows += rows;
  total.bytes += bytes;
  total.seconds += seconds;
}
print('all', total.rows, total.bytes, total.seconds);

function print(name: string, rows: number, bytes: number, seconds: number): void {
  const perSecond = `${formatCount(rows / seconds)} rows/s`.padStart(20);
  const throughput = `${(bytes / seconds / 1e6).toFixed(0)} MB/s`.padStart(10);
  console.log(
    `${name.padEnd(26)} ${formatCount(rows).padStart(9)} rows ${formatBytes(bytes).padStart(9)}${perSecond}${throughput}`,
  );
}
