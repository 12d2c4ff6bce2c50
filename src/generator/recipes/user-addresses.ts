import { Stream } from '../../core/random.ts';
import { end } from '../../population/calendar.ts';
import type { RecipeFor } from '../recipe.ts';

const types = ['shipping', 'billing', 'home'];
const countries = ['United States', 'Germany', 'Brasil', 'Polska', 'México', 'Türkiye', 'Canada'];
/** 0 to 3 addresses: 55 %, 32 %, 10 % and 3 % of the users. */
const counts = Uint8Array.from(
  [55, 32, 10, 3].flatMap((share, count) => new Array<number>(share).fill(count)),
);

export const userAddresses: RecipeFor = ({ seed, users, vocabulary, ids }) => {
  const stream = new Stream(seed, 'user_addresses');
  return {
    table: 'user_addresses',
    columns: [
      'id',
      'user_id',
      'type',
      'is_default',
      'first_name',
      'last_name',
      'company',
      'address_line_1',
      'address_line_2',
      'city',
      'state',
      'postal_code',
      'country',
      'phone',
      'created_at',
      'updated_at',
    ],
    parents: users.count,
    rowsPerParent: 0.61,
    draft: (user, rows) => {
      const count = counts[stream.u32(user) % counts.length]!;
      const joinedAt = users.joinedAt(user);
      for (let part = 0; part < count; part++) {
        const u = stream.uniform(user, 1 + part);
        rows.add(joinedAt + (end - joinedAt) * 0.5 * u * u, user, part);
      }
    },
    encode: (rows, index, out) => {
      const user = rows.a[index]!;
      const part = rows.b[index]!;
      const below = (limit: number, lane: number) => stream.below(limit, user, 16 * (part + 1) + lane);
      const pick = (list: readonly string[], lane: number) => list[below(list.length, lane)]!;
      out.id(ids.user_addresses, user, part, rows.time[index]!);
      out.id(ids.users, user);
      out.text(types[part % types.length]!);
      out.boolean(part === 0);
      out.text(users.firstName(user));
      out.text(users.lastName(user));
      if (below(10, 0) < 8) out.null();
      else out.text(pick(vocabulary.companies, 1));
      out.text(`${1 + below(9999, 2)} ${pick(vocabulary.streets, 3)}`);
      if (below(10, 4) < 7) out.null();
      else out.text(`Apt. ${1 + below(400, 5)}`);
      out.text(pick(vocabulary.places, 6));
      out.text(pick(vocabulary.states, 7));
      out.text(String(below(100_000, 8)).padStart(5, '0'));
      out.text(pick(countries, 9));
      if (below(10, 10) < 3) out.null();
      else out.text(`+1555${String(below(10_000_000, 11)).padStart(7, '0')}`);
      out.timestamp(rows.time[index]!);
      out.timestamp(rows.time[index]!);
    },
  };
};
