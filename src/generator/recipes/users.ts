import { pow, power } from '../../core/portable-math.ts';
import { Stream } from '../../core/random.ts';
import { dayMs, end } from '../../population/calendar.ts';
import type { RecipeFor } from '../recipe.ts';
import type { RowEncoder } from '../row-encoder.ts';

const domains = ['example.com', 'example.org', 'example.net', 'mail.example'];

/** The digits of bcrypt's own base 64. */
const digits = new TextEncoder().encode('./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');
const hashLength = 53;

export const users: RecipeFor = ({ seed, users, society, vocabulary, text, ids }) => {
  const stream = new Stream(seed, 'users/fields');
  const random = stream.sequence(0);

  /** The shape of a bcrypt hash; nobody can log in with it. */
  function encodePasswordHash(user: number, out: RowEncoder): void {
    out.openText();
    out.append('$2b$12$');
    out.reserve(hashLength);
    const { bytes, length } = out;
    stream.reseed(random, user);
    let bits = 0;
    for (let i = 0; i < hashLength; i++) {
      bits = i % 5 === 0 ? random.u32() : bits >>> 6;
      bytes[length + i] = digits[bits & 63]!;
    }
    out.length += hashLength;
    out.closeText();
  }

  return {
    table: 'users',
    columns: [
      'id',
      'username',
      'email',
      'password_hash',
      'first_name',
      'last_name',
      'bio',
      'avatar_url',
      'cover_url',
      'date_of_birth',
      'location',
      'website',
      'is_verified',
      'is_private',
      'is_active',
      'last_login_at',
      'created_at',
      'updated_at',
    ],
    parents: users.count,
    rowsPerParent: 1,
    draft: (user, rows) => rows.add(users.joinedAt(user), user),
    encode: (rows, index, out) => {
      const user = rows.a[index]!;
      const joinedAt = rows.time[index]!;
      const chance = (lane: number) => stream.uniform(user, lane);
      const isInUse = users.isInUse(user);
      const lastLoginAt =
        joinedAt + (end - joinedAt) * (isInUse ? 1 - 0.2 * power(chance(1), 3) : chance(1) * 0.5);
      out.id(ids.users, user, 0, joinedAt);
      out.openText();
      users.writeUsername(user, out);
      out.closeText();
      out.openText();
      users.writeUsername(user, out);
      out.append('@');
      out.append(domains[stream.below(domains.length, user, 2)]!);
      out.closeText();
      encodePasswordHash(user, out);
      out.text(users.firstName(user));
      out.text(users.lastName(user));
      if (!users.has(user, 'bio')) out.null();
      else {
        out.openText();
        text.write(random, 20 + 120 * random.uniform(), out);
        out.closeText();
      }
      if (!users.has(user, 'avatar')) out.null();
      else out.url('avatars', ids.users, user, 0, '.jpg', joinedAt);
      if (!users.has(user, 'cover')) out.null();
      else out.url('covers', ids.users, user, 0, '.jpg', joinedAt);
      if (!users.has(user, 'birthday')) out.null();
      else out.date(Date.UTC(2008, 0, 1) - Math.floor(pow(chance(8), 1.5) * 55 * 365) * dayMs);
      if (!users.has(user, 'location')) out.null();
      else out.text(vocabulary.places[stream.below(vocabulary.places.length, user, 10)]!);
      if (!users.has(user, 'website')) out.null();
      else out.text(`https://${users.username(user).replaceAll('_', '-')}.example`);
      out.boolean(society.popularityRankOf(user) < users.count * 0.005);
      out.boolean(users.isPrivate(user));
      out.boolean(isInUse);
      if (!users.has(user, 'lastLogin')) out.null();
      else out.timestamp(lastLoginAt);
      out.timestamp(joinedAt);
      out.timestamp(joinedAt + (lastLoginAt - joinedAt) * chance(14));
    },
  };
};
