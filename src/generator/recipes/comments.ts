import { power } from '../../core/portable-math.ts';
import { Stream } from '../../core/random.ts';
import { end } from '../../population/calendar.ts';
import type { RecipeFor } from '../recipe.ts';

const noParent = 0xffffffff;

export const comments: RecipeFor = ({ seed, profile, posts, threads, text, ids }) => {
  const stream = new Stream(seed, 'comments/fields');
  const random = stream.sequence(0);
  return {
    table: 'comments',
    columns: [
      'id',
      'post_id',
      'user_id',
      'content',
      'parent_comment_id',
      'is_edited',
      'created_at',
      'updated_at',
    ],
    parents: posts.count,
    rowsPerParent: profile.comments.perPost,
    draft: (post, rows) => {
      const thread = threads.of(post);
      for (let index = 0; index < thread.count; index++) {
        const time = thread.timeMs[index]!;
        if (time >= end) continue;
        const parent = thread.parent[index]!;
        // -1, no parent, becomes 2^32 - 1 here.
        rows.add(time, post, index, thread.author[index]!, parent);
        if (parent >= 0) rows.refer(thread.timeMs[parent]!);
      }
    },
    encode: (rows, index, out) => {
      const post = rows.a[index]!;
      const part = rows.b[index]!;
      const time = rows.time[index]!;
      stream.reseed(random, post * 0x10_0000 + part);
      out.id(ids.comments, post, part, time);
      out.id(ids.posts, post);
      out.id(ids.users, rows.c[index]!);
      out.openText();
      text.write(random, 10 + 90 * power(random.uniform(), 2), out);
      out.closeText();
      if (rows.d[index] === noParent) out.null();
      else out.id(ids.comments, post, rows.d[index]!, rows.reference[index]!);
      const editedAt = time + 3_600_000 * random.uniform();
      const isEdited = random.uniform() < 0.04 && editedAt < end;
      out.boolean(isEdited);
      out.timestamp(time);
      out.timestamp(isEdited ? editedAt : time);
    },
  };
};
