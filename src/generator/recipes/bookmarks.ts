import type { RecipeFor } from '../recipe.ts';

export const bookmarks: RecipeFor = ({ profile, posts, audience, ids }) => ({
  table: 'bookmarks',
  columns: ['id', 'user_id', 'post_id', 'created_at'],
  parents: posts.count,
  rowsPerParent: profile.bookmarks.perPost,
  draft: (post, rows) =>
    audience.visitBookmarks(post, (part, user, time) => rows.add(time, post, part, user)),
  encode: (rows, index, out) => {
    out.uuid(ids.bookmarks, rows.a[index]!, rows.b[index]!, rows.time[index]!);
    out.uuid(ids.users, rows.c[index]!);
    out.uuid(ids.posts, rows.a[index]!);
    out.timestamp(rows.time[index]!);
  },
});
