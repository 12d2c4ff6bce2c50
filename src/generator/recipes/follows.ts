import { meanFollowing } from '../../population/society.ts';
import type { RecipeFor } from '../recipe.ts';

export const follows: RecipeFor = ({ profile, users, follows, ids }) => ({
  table: 'follows',
  columns: ['id', 'follower_id', 'following_id', 'created_at'],
  parents: users.count,
  rowsPerParent: meanFollowing(profile),
  draft: (joiner, rows) =>
    follows.visit(joiner, (part, follower, following, time) =>
      rows.add(time, joiner, part, follower, following),
    ),
  encode: (rows, index, out) => {
    out.uuid(ids.follows, rows.a[index]!, rows.b[index]!, rows.time[index]!);
    out.uuid(ids.users, rows.c[index]!);
    out.uuid(ids.users, rows.d[index]!);
    out.timestamp(rows.time[index]!);
  },
});
