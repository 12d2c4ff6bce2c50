import { describe, expect, it } from 'vitest';
import type { Readiness } from '../../database/readiness.ts';
import { examine } from './check.ts';
import {
  judgeConnections,
  judgeDatabase,
  judgeEncoding,
  judgeExtension,
  judgeRoundTrip,
  judgeWritable,
} from './server-checks.ts';
import { settingChecks, settingNames } from './setting-checks.ts';

const good: Readiness = {
  version: '18.4',
  role: 'me',
  database: 'benchmark',
  isSuperuser: false,
  isReadOnly: false,
  encoding: 'UTF8',
  canCreateSchemas: true,
  canCreateInPublic: true,
  currentSchema: 'public',
  freeConnections: 90,
  extensions: [],
  settings: new Map(),
};
const identity = {
  seed: 42,
  users: 10_000,
  profile: 'default',
  keys: 'uuidv4',
  generatorVersion: 1,
  schema: 'a',
  fingerprint: 'b',
};

describe('the server', () => {
  it('judges what it lets us do', () => {
    expect(judgeRoundTrip(80_000)).toEqual({ level: 'ok', text: '80.0 µs, the median of 200' });
    expect(judgeRoundTrip(5e6).level).toBe('warning');
    expect(judgeWritable(good)).toBeUndefined();
    expect(judgeWritable({ ...good, isReadOnly: true })?.level).toBe('wrong');
    expect(judgeEncoding('UTF8').level).toBe('ok');
    expect(judgeEncoding('SQL_ASCII').level).toBe('warning');
    expect(judgeEncoding('LATIN1').level).toBe('wrong');
    expect(judgeConnections(good).text).toBe('90 free');
    expect(judgeConnections({ ...good, freeConnections: 8 }).level).toBe('warning');
  });

  it.each([
    ['installed', 'ok'],
    ['creatable', 'ok'],
    ['missing', 'wrong'],
    ['needs a superuser', 'wrong'],
  ] as const)('judges an extension that is %s', (state, level) => {
    expect(judgeExtension({ name: 'pg_trgm', state }).level).toBe(level);
  });
});

describe('the database', () => {
  const empty = (readiness: Partial<Readiness>) =>
    judgeDatabase({ kind: 'empty' }, { ...good, ...readiness }, 'here');

  it('may be filled when it is empty and the role has the permissions', () => {
    expect(empty({})).toEqual({ level: 'ok', text: 'empty, and may be filled' });
    const onDatabase = 'GRANT CREATE ON DATABASE "benchmark" TO "me"';
    const onSchema = 'GRANT CREATE ON SCHEMA public TO "me"';
    expect(empty({ canCreateSchemas: false }).mend).toBe(`${onDatabase} (as its owner)`);
    expect(empty({ canCreateInPublic: false }).mend).toBe(`${onSchema} (as its owner)`);
    expect(empty({ canCreateSchemas: false, canCreateInPublic: false })).toMatchObject({
      level: 'wrong',
      mend: `${onDatabase}; ${onSchema} (as its owner)`,
    });
    expect(empty({ currentSchema: 'me' }).text).toContain('in the schema me, not in public');
    expect(empty({ currentSchema: null }).text).toContain('in no schema');
  });

  it('is ours, or is not', () => {
    const ours = (state: 'ready' | 'filling') =>
      judgeDatabase({ kind: 'ours', marker: { identity, state } }, good, 'here');
    expect(ours('ready').text).toBe('holds a dataset: 10,000 users, seed 42');
    expect(ours('filling').text).toContain('a load was interrupted');
    const foreign = judgeDatabase({ kind: 'foreign', found: 'table public.orders' }, good, 'here');
    expect(foreign).toMatchObject({ level: 'wrong', text: expect.stringContaining('public.orders') });
  });
});

describe('settings', () => {
  async function judged(name: string, shown: string, value = shown) {
    const settings = new Map([[name, { shown, value }]]);
    const { signal } = new AbortController();
    return (await examine(settingChecks({ ...good, settings }), signal)).findings;
  }

  it.each([
    ['fsync', 'on', 'on', 'ok'],
    ['fsync', 'off', 'off', 'warning'],
    ['synchronous_commit', 'off', 'off', 'warning'],
    ['full_page_writes', 'off', 'off', 'warning'],
    ['shared_buffers', '128MB', '134217728', 'ok'],
    ['shared_buffers', '16MB', '16777216', 'warning'],
    ['max_wal_size', '1GB', '1073741824', 'ok'],
    ['max_wal_size', '80MB', '83886080', 'warning'],
    ['jit', 'on', 'on', 'ok'],
    ['log_statement', 'all', 'all', 'warning'],
    ['log_statement', 'ddl', 'ddl', 'ok'],
    ['log_min_duration_statement', '0', '0', 'warning'],
    ['log_min_duration_statement', '1s', '1000', 'ok'],
    ['auto_explain.log_analyze', 'on', 'on', 'warning'],
    ['debug_assertions', 'on', 'on', 'warning'],
  ])('judges %s = %s', async (name, shown, value, level) => {
    const findings = await judged(name, shown, value);
    expect(findings).toMatchObject([{ title: name, level }]);
    expect(settingNames).toContain(name);
  });
});
