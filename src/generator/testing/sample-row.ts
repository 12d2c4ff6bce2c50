import fc from 'fast-check';
import { UuidV4Space } from '../../population/uuid-v4.ts';
import type { RowEncoder } from '../row-encoder.ts';

/** A row with a value of each of the nine column types, any of which may be null. */
export interface SampleRow {
  uuid: readonly [ordinal: number, part: number] | null;
  varchar: string | null;
  text: string | null;
  boolean: boolean | null;
  /** Days since 1970. */
  date: number | null;
  /** Microseconds since 1970. */
  timestamp: number | null;
  integer: number | null;
  jsonb: unknown;
  textArray: string[] | null;
}

export const sampleIds = new UuidV4Space(42, 'posts');
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** What PostgreSQL can hold: all of Unicode but NUL and lone surrogates. */
const unicode = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('"', '\\', '{', '}', ',', ' ', "'", '\n', 'é'),
      fc.constantFrom('👩‍💻', 'ש', '\u0301', 'NULL'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 40,
  })
  .map((text) => text.replaceAll('\0', ''));
const long = fc.nat(5000).map((length) => 'é'.repeat(length));
const json = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '')));

export const sampleRow: fc.Arbitrary<SampleRow> = fc.record({
  uuid: fc.option(fc.tuple(u32, u32)),
  varchar: fc.option(unicode),
  text: fc.option(fc.oneof(unicode, long)),
  boolean: fc.option(fc.boolean()),
  date: fc.option(fc.integer({ min: -200_000, max: 200_000 })),
  timestamp: fc.option(fc.integer({ min: Date.UTC(1900) * 1000, max: Date.UTC(2100) * 1000 })),
  integer: fc.option(fc.integer()),
  jsonb: fc.option(json, { nil: undefined }),
  textArray: fc.option(fc.array(unicode, { maxLength: 6 })),
});

export const sampleColumns = 9;

export function encodeSample(row: SampleRow, out: RowEncoder): void {
  out.row(sampleColumns);
  if (row.uuid === null) out.null();
  else out.id(sampleIds, ...row.uuid);
  if (row.varchar === null) out.null();
  else out.text(row.varchar);
  if (row.text === null) out.null();
  else out.text(row.text);
  if (row.boolean === null) out.null();
  else out.boolean(row.boolean);
  if (row.date === null) out.null();
  else out.date(row.date * 86_400_000 + 1);
  if (row.timestamp === null) out.null();
  else out.timestamp((row.timestamp + 0.5) / 1000); // in the middle: the quotient is not exact
  if (row.integer === null) out.null();
  else out.integer(row.integer);
  if (row.jsonb === undefined) out.null();
  else out.jsonb(JSON.stringify(row.jsonb));
  if (row.textArray === null) out.null();
  else out.textArray(row.textArray);
}
