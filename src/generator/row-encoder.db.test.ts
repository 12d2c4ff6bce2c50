import fc from 'fast-check';
import { expect, it } from 'vitest';
import { connect } from '../database/connect.ts';
import { copyBinary } from '../database/copy.ts';
import { createTestDatabase } from '../database/testing/database.ts';
import { RowEncoder } from './row-encoder.ts';
import { encodeSample, type SampleRow, sampleIds, sampleRow } from './testing/sample-row.ts';

/** As `pg` gives the columns of the query below. */
function expected(row: SampleRow) {
  return {
    uuid: row.uuid && sampleIds.text(...row.uuid),
    varchar: row.varchar,
    text: row.text,
    boolean: row.boolean,
    date: row.date,
    timestamp: row.timestamp === null ? null : String(row.timestamp),
    integer: row.integer,
    jsonb: row.jsonb === undefined ? null : row.jsonb,
    text_array: row.textArray,
    is_json_null: row.jsonb === undefined ? null : row.jsonb === null,
  };
}

it('is taken by PostgreSQL and given back equal, for every type', async () => {
  const database = await createTestDatabase();
  const client = await connect(database.config, 'the test server');
  try {
    await client.query(`
      CREATE TABLE sample (
        place serial, uuid uuid, varchar varchar(200), text text, boolean boolean, date date, timestamp timestamp,
        integer integer, jsonb jsonb, text_array text[])`);
    const rows = fc.sample(sampleRow, { numRuns: 2000, seed: 1 });
    const out = new RowEncoder();
    out.header();
    for (const row of rows) encodeSample(row, out);
    out.trailer();
    const columns = 'uuid varchar text boolean date timestamp integer jsonb text_array'.split(' ');
    await copyBinary(client, 'sample', columns, [out.bytes.subarray(0, out.length)]);
    const { rows: read } = await client.query(`
      SELECT uuid, varchar, text, boolean, date - date '1970-01-01' AS date,
             (extract(epoch FROM timestamp) * 1000000)::bigint AS timestamp,
             integer, jsonb, text_array, jsonb = 'null' AS is_json_null
      FROM sample ORDER BY place`);
    expect(read).toHaveLength(rows.length);
    expect(read).toEqual(rows.map(expected));
  } finally {
    await client.end();
    await database.drop();
  }
});
