import { AliasTable } from '../../core/distributions.ts';
import { Stream } from '../../core/random.ts';
import { end } from '../../population/calendar.ts';
import type { RecipeFor } from '../recipe.ts';

const privacyLevels = ['public', 'friends', 'private'];
const privacy = new AliasTable([78, 14, 8]);
const languages = ['en', 'es', 'de', 'fr', 'pt', 'ja', 'ar', 'pl', 'he', 'zh-Hant'];
const language = new AliasTable([55, 10, 7, 6, 6, 5, 4, 3, 2, 2]);
const timezones = [
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Tokyo',
  'America/Sao_Paulo',
  'Asia/Kolkata',
];
const timezone = new AliasTable([30, 25, 18, 9, 9, 9]);

export const userSettings: RecipeFor = ({ seed, users, ids }) => {
  const stream = new Stream(seed, 'user_settings');
  return {
    table: 'user_settings',
    columns: [
      'id',
      'user_id',
      'email_notifications',
      'push_notifications',
      'sms_notifications',
      'privacy_level',
      'language',
      'timezone',
      'created_at',
      'updated_at',
    ],
    parents: users.count,
    rowsPerParent: 1,
    draft: (user, rows) => rows.add(users.joinedAt(user), user),
    encode: (rows, index, out) => {
      const user = rows.a[index]!;
      const joinedAt = rows.time[index]!;
      out.id(ids.user_settings, user, 0, joinedAt);
      out.id(ids.users, user, 0, joinedAt);
      out.boolean(stream.uniform(user, 0) < 0.6);
      out.boolean(stream.uniform(user, 1) < 0.75);
      out.boolean(stream.uniform(user, 2) < 0.1);
      out.text(privacyLevels[privacy.draw(stream.uniform(user, 3))]!);
      out.text(languages[language.draw(stream.uniform(user, 4))]!);
      out.text(timezones[timezone.draw(stream.uniform(user, 5))]!);
      out.timestamp(joinedAt);
      const isChanged = stream.uniform(user, 6) < 0.3;
      out.timestamp(isChanged ? joinedAt + (end - joinedAt) * stream.uniform(user, 7) : joinedAt);
    },
  };
};
