import type { RecipeFor } from '../recipe.ts';

export const bookmarks: RecipeFor = ({ profile, posts, audience, ids }) => ({
  table: 'bookmarks',
  columns: ['id', 'user_id', 'post_id', 'created_at'],
  parents: posts.count,
  rowsPerParent: profile.bookmarks.perPost,
  draft: (post, rows) => {
    const bookmarks = audience.bookmarksOf(post);
    for (let part = 0; part < bookmarks.count; part++) {
      rows.add(bookmarks.timeMs[part]!, post, part, bookmarks.user[part]!);
    }
  },
  encode: (rows, index, out) => {
    out.id(ids.bookmarks, rows.a[index]!, rows.b[index]!, rows.time[index]!);
    out.id(ids.users, rows.c[index]!);
    out.id(ids.posts, rows.a[index]!);
    out.timestamp(rows.time[index]!);
  },
});
