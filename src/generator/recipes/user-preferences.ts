import { Stream } from '../../core/random.ts';
import { dayMs, end } from '../../population/calendar.ts';
import type { RecipeFor } from '../recipe.ts';

/** Each key with its values and the share of the users who have set it. */
const preferences: ReadonlyArray<readonly [key: string, values: readonly (string | null)[], share: number]> =
  [
    ['theme', ['dark', 'light', 'system'], 0.7],
    ['feed.order', ['newest', 'top'], 0.4],
    ['autoplay', ['always', 'wifi', 'never', null], 0.35],
    ['content.language', ['en', 'de', 'es', 'ja', 'ar'], 0.25],
    ['accessibility.font_size', ['small', 'large', 'x-large'], 0.12],
    ['muted.words', ['["spoiler"]', '["election","finale"]', '[]', null], 0.18],
  ];

export const userPreferences: RecipeFor = ({ seed, users, ids }) => {
  const stream = new Stream(seed, 'user_preferences');
  return {
    table: 'user_preferences',
    columns: ['id', 'user_id', 'preference_key', 'preference_value', 'created_at', 'updated_at'],
    parents: users.count,
    rowsPerParent: preferences.reduce((sum, [, , share]) => sum + share, 0),
    draft: (user, rows) => {
      const joinedAt = users.joinedAt(user);
      preferences.forEach(([, , share], part) => {
        if (stream.uniform(user, part) >= share) return;
        const u = stream.uniform(user, 16 + part);
        rows.add(Math.min(end - 1, joinedAt + 90 * dayMs * u * u * u), user, part);
      });
    },
    encode: (rows, index, out) => {
      const user = rows.a[index]!;
      const part = rows.b[index]!;
      const [key, values] = preferences[part]!;
      const value = values[stream.below(values.length, user, 32 + part)]!;
      out.id(ids.user_preferences, user, part, rows.time[index]!);
      out.id(ids.users, user);
      out.text(key);
      if (value === null) out.null();
      else out.text(value);
      out.timestamp(rows.time[index]!);
      out.timestamp(rows.time[index]!);
    },
  };
};
