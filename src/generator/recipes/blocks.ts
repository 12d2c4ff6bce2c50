import { DistinctSet } from '../../core/distinct-set.ts';
import { power } from '../../core/portable-math.ts';
import { Stream } from '../../core/random.ts';
import { dayMs, end } from '../../population/calendar.ts';
import type { RecipeFor } from '../recipe.ts';

/** Blocks belong to the later joiner of their pair, like follows; either of the two may be the one who blocks. */
export const blocks: RecipeFor = ({ seed, profile, users, society, ids }) => {
  const stream = new Stream(seed, 'blocks');
  const random = stream.sequence(0);
  const chosen = new DistinctSet();
  const { perUser } = profile.blocks;
  return {
    table: 'blocks',
    columns: ['id', 'blocker_id', 'blocked_id', 'created_at'],
    parents: users.count,
    rowsPerParent: perUser,
    draft: (joiner, rows) => {
      if (joiner === 0) return;
      stream.reseed(random, joiner);
      chosen.clear();
      const joinedAt = users.joinedAt(joiner);
      // Geometric with the mean asked for: most block nobody, a few block many.
      for (let part = 0; random.uniform() < perUser / (1 + perUser); part++) {
        const other = society.drawActive(joiner, random);
        const time = joinedAt + 300 * dayMs * power(random.uniform(), 2);
        const isBlocker = random.uniform() < 0.5;
        if (!chosen.add(other) || time >= end) continue;
        rows.add(time, joiner, part, isBlocker ? joiner : other, isBlocker ? other : joiner);
      }
    },
    encode: (rows, index, out) => {
      out.id(ids.blocks, rows.a[index]!, rows.b[index]!, rows.time[index]!);
      out.id(ids.users, rows.c[index]!);
      out.id(ids.users, rows.d[index]!);
      out.timestamp(rows.time[index]!);
    },
  };
};
