import { Stream } from '../../core/random.ts';
import { dayMs, end } from '../../population/calendar.ts';
import { notificationTypes } from '../../population/notifications.ts';
import type { RecipeFor } from '../recipe.ts';

const shareOfUsers = 0.5;

export const notificationPreferences: RecipeFor = ({ seed, users, ids }) => {
  const stream = new Stream(seed, 'notification_preferences');
  return {
    table: 'notification_preferences',
    columns: [
      'id',
      'user_id',
      'notification_type',
      'email_enabled',
      'push_enabled',
      'sms_enabled',
      'created_at',
      'updated_at',
    ],
    parents: users.count,
    rowsPerParent: shareOfUsers * notificationTypes.length,
    draft: (user, rows) => {
      const joinedAt = users.joinedAt(user);
      for (let part = 0; part < notificationTypes.length; part++) {
        if (stream.uniform(user, part) >= shareOfUsers) continue;
        const u = stream.uniform(user, 16 + part);
        rows.add(Math.min(end - 1, joinedAt + 60 * dayMs * u * u * u), user, part);
      }
    },
    encode: (rows, index, out) => {
      const user = rows.a[index]!;
      const part = rows.b[index]!;
      const chance = (lane: number) => stream.uniform(user, 32 + 4 * part + lane);
      out.id(ids.notification_preferences, user, part, rows.time[index]!);
      out.id(ids.users, user);
      out.text(notificationTypes[part]!);
      out.boolean(chance(0) < 0.5);
      out.boolean(chance(1) < 0.7);
      out.boolean(chance(2) < 0.05);
      out.timestamp(rows.time[index]!);
      out.timestamp(rows.time[index]!);
    },
  };
};
