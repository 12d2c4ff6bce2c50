import { Stream } from '../../core/random.ts';
import { dayMs, end } from '../../population/calendar.ts';
import type { NotificationType } from '../../population/notifications.ts';
import type { RecipeFor } from '../recipe.ts';

const titles: Record<NotificationType, string> = {
  like: 'liked your post',
  comment: 'commented on your post',
  follow: 'started following you',
  share: 'shared your post',
  mention: 'mentioned you',
  message: 'sent you a message',
};

export const notifications: RecipeFor = ({ seed, users, notifications, ids }) => {
  const stream = new Stream(seed, 'notifications/fields');
  return {
    table: 'notifications',
    columns: ['id', 'user_id', 'type', 'title', 'content', 'data', 'is_read', 'created_at'],
    parents: notifications.count,
    rowsPerParent: 1,
    draft: (ordinal, rows) => {
      if (notifications.exists(ordinal)) rows.add(notifications.createdAt(ordinal), ordinal);
    },
    encode: (rows, index, out) => {
      const ordinal = rows.a[index]!;
      const createdAt = rows.time[index]!;
      const { type, recipient, actor, post } = notifications.of(ordinal);
      out.id(ids.notifications, ordinal, 0, createdAt);
      out.id(ids.users, recipient);
      out.text(type);
      out.openText();
      out.append(users.firstName(actor));
      out.append(' ');
      out.append(titles[type]);
      out.closeText();
      if (stream.uniform(ordinal, 0) < 0.5) out.null();
      else {
        out.openText();
        out.append('@');
        users.writeUsername(actor, out);
        out.append(' ');
        out.append(titles[type]);
        out.closeText();
      }
      out.openJsonb();
      // As jsonb orders its keys: the shorter first.
      out.append('{');
      if (post >= 0) {
        out.append('"post_id": ');
        out.appendJsonId(ids.posts, post);
        out.append(', ');
      }
      out.append('"actor_id": ');
      out.appendJsonId(ids.users, actor);
      out.append('}');
      out.closeText();
      // Old ones are read; of the last month's a share is not.
      const ageDays = (end - createdAt) / dayMs;
      out.boolean(stream.uniform(ordinal, 1) < Math.min(0.95, 0.3 + ageDays / 45));
      out.timestamp(createdAt);
    },
  };
};
