import { expect, it } from 'vitest';
import { remedyOf } from './error-remedy.ts';

const remedy = (sqlstate: string | null, kind = 'other') =>
  remedyOf({ class: kind, sqlstate, count: 1, message: '' });

it('knows what to do by SQLSTATE, the most exact first', () => {
  expect(remedy('40001', 'serialization')).toContain('trying again');
  expect(remedy('42501')).toContain('Grant');
  expect(remedy('42P01')).toContain('does not have');
  expect(remedy('42601')).toContain('SQL does not fit');
  expect(remedy('53300')).toContain('max_connections');
  expect(remedy('53200')).toContain('work_mem');
  expect(remedy('57014', 'cancelled')).toContain('pg_cancel_backend');
  expect(remedy('57P01', 'connection')).toContain('ended the connection');
  expect(remedy(null, 'connection')).toContain('connection broke');
  expect(remedy('P0001')).toContain('psql');
});
