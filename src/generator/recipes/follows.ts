import { meanFollowing } from '../../population/society.ts';
import type { RecipeFor } from '../recipe.ts';

export const follows: RecipeFor = ({ profile, users, follows, ids }) => ({
  table: 'follows',
  columns: ['id', 'follower_id', 'following_id', 'created_at'],
  parents: users.count,
  rowsPerParent: meanFollowing(profile),
  draft: (joiner, rows) => {
    const { count, user, object, timeMs } = follows.of(joiner);
    for (let part = 0; part < count; part++) {
      rows.add(timeMs[part]!, joiner, part, user[part]!, object[part]!);
    }
  },
  encode: (rows, index, out) => {
    out.id(ids.follows, rows.a[index]!, rows.b[index]!, rows.time[index]!);
    out.id(ids.users, rows.c[index]!);
    out.id(ids.users, rows.d[index]!);
    out.timestamp(rows.time[index]!);
  },
});
