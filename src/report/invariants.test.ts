import { expect, it } from 'vitest';
import { holds, type InvariantReport, renderInvariants } from './invariants.ts';

const sound: InvariantReport = {
  dataset: 'tiny (seed 42, uuidv4 keys)',
  address: 'localhost:5432/benchmark',
  writeRuns: 3,
  openRuns: [],
  schemaObjects: 104,
  schema: [],
  rules: [
    {
      kind: 'foreign key',
      name: 'likes_user_id_fkey',
      sentence: 'likes (user_id) refers to a row of users',
      violations: 0,
      samples: [],
    },
    { kind: 'unique', name: 'follows_pkey', sentence: 'follows (id) is unique', violations: 0, samples: [] },
  ],
  counts: [
    { table: 'likes', loaded: 12_000, inserted: 340, deleted: 40, uncertain: 0, found: 12_300 },
    { table: 'users', loaded: 1_000, inserted: 0, deleted: 0, uncertain: 0, found: 1_000 },
  ],
};
const paper = { color: false, width: 100 };

it('is one line when all holds', () => {
  expect(holds(sound)).toBe(true);
  expect(renderInvariants(sound, paper)).toBe(
    'localhost:5432/benchmark is tiny (seed 42, uuidv4 keys), written to by 3 runs, and holds together: 13,300 rows of 2 tables without an orphan (1 foreign keys), a duplicate (1 unique keys) or a breach (0 checks, 0 rules), 104 indexes and constraints are there and valid, the rows add up with what they wrote',
  );
});

it.each([
  [12_300, 0, true],
  [12_301, 0, false],
  [12_301, 1, true],
  [12_299, 1, true],
  [12_298, 1, false],
  [0, Number.POSITIVE_INFINITY, true],
  [0, null, true],
  [null, null, false],
])('counts %s found rows, uncertain by %s: %s', (found, uncertain, isRight) => {
  expect(holds({ ...sound, counts: [{ ...sound.counts[0]!, found, uncertain }] })).toBe(isRight);
});

it('says exactly what differs', () => {
  const [orphan, duplicate] = sound.rules;
  const report: InvariantReport = {
    ...sound,
    schema: ['The constraint likes_user_id_fkey of table likes is missing.'],
    rules: [
      { ...orphan!, violations: 1, samples: ['{"id": "1", "user_id": "2"}'] },
      {
        ...duplicate!,
        violations: 2_000,
        samples: ['{"id": "3", "rows": 2}', `{"id": "${'4'.repeat(200)}"}`],
      },
      {
        kind: 'rule',
        name: 'of_lost',
        sentence: 'What is lost is there.',
        violations: 0,
        samples: [],
        obstacle: 'relation "lost" does not exist',
      },
    ],
    counts: [{ ...sound.counts[0]!, found: 12_298, uncertain: 1 }, sound.counts[1]!],
  };
  expect(holds(report)).toBe(false);
  expect(renderInvariants(report, paper)).toMatchInlineSnapshot(`
    "localhost:5432/benchmark does not hold together: tiny (seed 42, uuidv4 keys), written to by 3 runs

    Schema
      The constraint likes_user_id_fkey of table likes is missing.

    Rules
      foreign key likes_user_id_fkey: 1 row
        should hold: likes (user_id) refers to a row of users
        {"id": "1", "user_id": "2"}
      unique follows_pkey: 2,000 values
        should hold: follows (id) is unique
        {"id": "3", "rows": 2}
        {"id": "4444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444…
      rule of_lost: not checked: relation "lost" does not exist
        should hold: What is lost is there.

    Rows
                     ── by the runs ──  ───── rows ─────
      table  loaded  inserted  deleted  expected   found  difference  uncertain
      ─────────────────────────────────────────────────────────────────────────
      likes  12,000       340       40    12,300  12,298          -2         ±1"
  `);
});
