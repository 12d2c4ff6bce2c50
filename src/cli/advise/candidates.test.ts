import { describe, expect, it } from 'vitest';
import type { TableAccess } from '../../analysis/plan/conditions-access.ts';
import { tableAccesses } from '../../analysis/plan/conditions-access.ts';
import { samplePartitions, samplePlan } from '../../analysis/plan/testing/sample-plans.ts';
import { type SampleName, sampleStatements } from '../../analysis/plan/testing/sample-statements.ts';
import type { CatalogueIndex } from '../../database/index-report-catalogue.ts';
import { type Candidate, candidateName, candidateStatements, candidateText } from './candidate.ts';
import { candidatesFor, type Surroundings } from './candidates.ts';
import { existingFor } from './existing.ts';

const column = (table: string, name: string, type = 'integer', averageBytes = 4) => ({
  table,
  name,
  type,
  isText: type === 'text',
  averageBytes,
});

const columns = [
  ...['id', 'user_id'].map((name) => column('posts', name)),
  column('posts', 'created_at', 'timestamp without time zone', 8),
  column('posts', 'is_public', 'boolean', 1),
  column('posts', 'content', 'text', 100),
  column('users', 'id'),
  column('users', 'name', 'text', 7),
  ...['follower_id', 'following_id'].map((name) => column('follows', name)),
];

const surroundings: Surroundings = { columns, indexes: [], extensions: ['pg_trgm'] };

function candidatesOfPlan(name: SampleName): string[] {
  const accesses = tableAccesses(samplePlan(18, name), samplePartitions());
  const { sql } = sampleStatements[name];
  const wanted = accesses.map((access) => ({ access, sql, isAlone: accesses.length === 1 }));
  return candidatesFor(wanted, surroundings).map(candidateText);
}

it('thinks of equality, order, condition and content for a feed, largest tables first', () => {
  const found = candidatesOfPlan('feedWithoutIndexes');
  expect(found.filter((sql) => sql.includes(' ON posts'))).toEqual([
    'CREATE INDEX idx_posts_user_id_created_at_desc ON posts (user_id, created_at DESC)',
    'CREATE INDEX idx_posts_user_id_created_at_desc_where_is_public ON posts (user_id, created_at DESC) WHERE is_public',
    'CREATE INDEX idx_posts_user_id_created_at_desc_with_id_where_is_public ON posts (user_id, created_at DESC) INCLUDE (id) WHERE is_public',
    'CREATE INDEX idx_posts_user_id ON posts (user_id)',
    'CREATE INDEX idx_posts_user_id_where_is_public ON posts (user_id) WHERE is_public',
    'CREATE INDEX idx_posts_user_id_with_id_created_at_where_is_public ON posts (user_id) INCLUDE (id, created_at) WHERE is_public',
  ]);
  expect(found.filter((sql) => sql.includes(' ON follows'))).toEqual([
    'CREATE INDEX idx_follows_follower_id ON follows (follower_id)',
    'CREATE INDEX idx_follows_follower_id_with_following_id ON follows (follower_id) INCLUDE (following_id)',
    'CREATE INDEX idx_follows_following_id_follower_id ON follows (following_id, follower_id)',
  ]);
  expect(found.filter((sql) => sql.includes(' ON users'))).toEqual([
    'CREATE INDEX idx_users_id ON users (id)',
    'CREATE INDEX idx_users_id_with_name ON users (id) INCLUDE (name)',
  ]);
  expect(found[0]).toContain(' ON posts');
});

it('leaves out of INCLUDE what is wide', () => {
  expect(candidatesOfPlan('bitmap')).toEqual([
    'CREATE INDEX idx_posts_user_id ON posts (user_id)',
    'CREATE INDEX idx_posts_user_id_where_is_public ON posts (user_id) WHERE is_public',
  ]);
});

const none: TableAccess = {
  alias: 'posts',
  table: 'posts',
  index: null,
  equal: [],
  joined: [],
  ranges: [],
  flags: [],
  searches: [],
  order: [],
  isLimited: false,
  rowsExamined: 1,
};

function candidatesOf(access: Partial<TableAccess>, extensions = ['pg_trgm']): Candidate[] {
  const wanted = [{ access: { ...none, ...access }, sql: 'SELECT * FROM posts', isAlone: true }];
  return candidatesFor(wanted, { ...surroundings, extensions });
}

describe('a search', () => {
  const like = {
    operator: '~~',
    left: { kind: 'column', qualifier: null, column: 'content' } as const,
    pattern: "'%a%'",
  };

  it('for a pattern gets trigrams, where the server has them', () => {
    const [candidate] = candidatesOf({ searches: [like] });
    expect(candidateStatements(candidate!)).toEqual([
      'CREATE EXTENSION IF NOT EXISTS pg_trgm',
      'CREATE INDEX idx_posts_content_gin ON posts USING gin (content gin_trgm_ops)',
    ]);
    expect(candidatesOf({ searches: [like] }, [])).toEqual([]);
  });

  it('for words gets the expression as it is', () => {
    const left = { kind: 'expression', text: "to_tsvector('english'::regconfig, content)" } as const;
    const [candidate] = candidatesOf({ searches: [{ operator: '@@', left, pattern: "'a'" }] });
    expect(candidateText(candidate!)).toBe(
      "CREATE INDEX idx_posts_to_tsvector_content_gin ON posts USING gin (to_tsvector('english'::regconfig, content))",
    );
  });
});

it('thinks of nothing for a table that is read whole', () => {
  expect(candidatesOf({})).toEqual([]);
  const order = [{ qualifier: null, column: 'created_at', isDescending: true, nulls: null }];
  expect(candidatesOf({ order })).toEqual([]);
  expect(candidatesOf({ order, isLimited: true }).map(candidateText)).toEqual([
    'CREATE INDEX idx_posts_created_at_desc ON posts (created_at DESC)',
  ]);
});

it('gives names that PostgreSQL does not cut', () => {
  const [candidate] = candidatesOf({ equal: ['user_id'] });
  const long = { ...candidate!, included: ['a'.repeat(40), 'b'.repeat(40)] };
  expect(candidateName(long)).toHaveLength(63);
  expect(candidateName(long)).not.toBe(
    candidateName({ ...long, included: ['a'.repeat(40), 'b'.repeat(41)] }),
  );
});

describe('what is there already', () => {
  const index = (name: string, names: string[], parts: Partial<CatalogueIndex> = {}): CatalogueIndex => ({
    name,
    table: 'posts',
    on: 'posts',
    definition: '',
    method: 'btree',
    keys: names.map((of) => ({
      of,
      operatorClass: 'pg_catalog.int4_ops',
      collation: '',
      isDescending: false,
      isNullsFirst: false,
    })),
    included: [],
    predicate: null,
    isUnique: false,
    nullsEqual: false,
    constraints: [],
    isAppointed: false,
    isValid: true,
    partitions: 0,
    sizeBytes: 8192,
    scans: 0,
    ...parts,
  });
  const [plain] = candidatesOf({ equal: ['user_id'] });

  it('is the same index, or a longer one, and no other', () => {
    expect(existingFor(plain!, [index('same', ['user_id'])])).toBe('same');
    expect(existingFor(plain!, [index('longer', ['user_id', 'id'])])).toBe('longer');
    expect(existingFor(plain!, [index('other', ['id', 'user_id'])])).toBeUndefined();
    expect(
      existingFor(plain!, [index('elsewhere', ['user_id'], { table: 'likes', on: 'likes' })]),
    ).toBeUndefined();
    expect(existingFor({ ...plain!, included: ['id'] }, [index('bare', ['user_id'])])).toBeUndefined();
  });

  it('is a partial one however its condition is written', () => {
    const partial = { ...plain!, flags: [{ column: 'is_public', value: true }] };
    expect(existingFor(partial, [index('same', ['user_id'], { predicate: '(is_public = true)' })])).toBe(
      'same',
    );
    expect(
      existingFor(partial, [index('not', ['user_id'], { predicate: '(NOT is_public)' })]),
    ).toBeUndefined();
    const unread = { ...plain!, flags: [{ column: 'is_public', value: false }] };
    expect(existingFor(unread, [index('not', ['user_id'], { predicate: '(is_public = false)' })])).toBe(
      'not',
    );
  });
});
