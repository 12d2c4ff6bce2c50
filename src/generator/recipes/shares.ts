import { Stream } from '../../core/random.ts';
import type { RecipeFor } from '../recipe.ts';

export const shares: RecipeFor = ({ seed, profile, posts, audience, text, ids }) => {
  const stream = new Stream(seed, 'shares/fields');
  const random = stream.sequence(0);
  return {
    table: 'shares',
    columns: ['id', 'user_id', 'post_id', 'content', 'created_at'],
    parents: posts.count,
    rowsPerParent: profile.shares.perPost,
    draft: (post, rows) => {
      const shares = audience.sharesOf(post);
      for (let part = 0; part < shares.count; part++) {
        rows.add(shares.timeMs[part]!, post, part, shares.user[part]!);
      }
    },
    encode: (rows, index, out) => {
      const post = rows.a[index]!;
      const part = rows.b[index]!;
      stream.reseed(random, post * 0x10_0000 + part);
      out.id(ids.shares, post, part, rows.time[index]!);
      out.id(ids.users, rows.c[index]!);
      out.id(ids.posts, post);
      if (random.uniform() < 0.7) out.null();
      else {
        out.openText();
        text.write(random, 40, out);
        out.closeText();
      }
      out.timestamp(rows.time[index]!);
    },
  };
};
