import { describe, expect, it } from 'vitest';
import type { SchemaDescription, TableDescription } from './schema-description.ts';
import { schemaDrift } from './schema-drift.ts';

const likes: TableDescription = {
  name: 'likes',
  columns: [
    { name: 'id', type: 'uuid', nullable: false, default: 'gen_random_uuid()' },
    { name: 'post_id', type: 'uuid', nullable: true, default: null },
  ],
  constraints: [
    {
      name: 'likes_post_id_fkey',
      kind: 'foreign key',
      definition: 'FOREIGN KEY (post_id) REFERENCES posts(id)',
      validated: true,
    },
  ],
  indexes: [
    {
      name: 'idx_likes_post_id',
      definition: 'CREATE INDEX idx_likes_post_id ON likes (post_id)',
      implied: false,
      valid: true,
    },
  ],
};
const schema: SchemaDescription = { extensions: [{ name: 'pg_trgm' }], tables: [likes] };

/** The drift of a schema whose only table differs from `likes` as told. */
function driftOf(change: Partial<TableDescription>): string[] {
  return schemaDrift(schema, { ...schema, tables: [{ ...likes, ...change }] });
}

const [id, postId] = likes.columns as [TableDescription['columns'][0], TableDescription['columns'][0]];
const [foreignKey, index] = [likes.constraints[0]!, likes.indexes[0]!];

it('is empty for equal schemas', () => {
  expect(schemaDrift(schema, structuredClone(schema))).toEqual([]);
});

describe('a planted drift is named', () => {
  it.each<[string, Partial<TableDescription>, string]>([
    ['column gone', { columns: [id] }, 'The column likes.post_id is missing: uuid.'],
    [
      'column added',
      { columns: [id, postId, { ...postId, name: 'note', default: "''::text", type: 'text' }] },
      "The column likes.note is not expected: text default ''::text.",
    ],
    [
      'other type',
      { columns: [id, { ...postId, type: 'bigint' }] },
      'The column likes.post_id is bigint, expected uuid.',
    ],
    [
      'other default',
      { columns: [{ ...id, default: null }, postId] },
      'The column likes.id is uuid not null, expected uuid not null default gen_random_uuid().',
    ],
    [
      'other nullability',
      { columns: [id, { ...postId, nullable: false }] },
      'The column likes.post_id is uuid not null, expected uuid.',
    ],
    [
      'other column order',
      { columns: [postId, id] },
      'The columns of table likes are in the order post_id, id, expected id, post_id.',
    ],
    [
      'constraint gone',
      { constraints: [] },
      'The constraint likes_post_id_fkey of table likes is missing: FOREIGN KEY (post_id) REFERENCES posts(id).',
    ],
    [
      'constraint not validated',
      {
        constraints: [{ ...foreignKey, definition: `${foreignKey.definition} NOT VALID`, validated: false }],
      },
      'The constraint likes_post_id_fkey of table likes is FOREIGN KEY (post_id) REFERENCES posts(id) ' +
        '(not validated), expected FOREIGN KEY (post_id) REFERENCES posts(id).',
    ],
    [
      'index gone',
      { indexes: [] },
      'The index idx_likes_post_id of table likes is missing: CREATE INDEX idx_likes_post_id ON likes (post_id).',
    ],
    [
      'index not valid',
      { indexes: [{ ...index, valid: false }] },
      'The index idx_likes_post_id of table likes is CREATE INDEX idx_likes_post_id ON likes (post_id) ' +
        '(not valid), expected CREATE INDEX idx_likes_post_id ON likes (post_id).',
    ],
  ])('%s', (_, change, sentence) => {
    expect(driftOf(change)).toEqual([sentence]);
  });

  it('a table or an extension, once each', () => {
    const other: SchemaDescription = {
      extensions: [{ name: 'citext' }],
      tables: [{ ...likes, name: 'likings' }],
    };
    expect(schemaDrift(schema, other)).toEqual([
      'The extension pg_trgm is missing.',
      'The table likes is missing.',
      'The extension citext is not expected.',
      'The table likings is not expected.',
    ]);
  });
});
