import { Value } from '@sinclair/typebox/value';
import { expect, expectTypeOf, it } from 'vitest';
import type { TelemetryRecord } from '../database/telemetry/record.ts';
import { Telemetry } from './telemetry.ts';
import { sampleTelemetry } from './testing/sample-telemetry.ts';

/** Without `readonly`, which the declaration has only for lists; optional stays optional. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T;

// Judged by the compiler (npm run typecheck).
it('is field by field the record that the database makes', () => {
  expectTypeOf<Plain<Telemetry>>().toEqualTypeOf<Plain<TelemetryRecord>>();
  expectTypeOf<TelemetryRecord>().toExtend<Telemetry>();
  expectTypeOf<Telemetry>().toExtend<TelemetryRecord>();
});

it('takes a record with everything, and one with nothing', () => {
  const nothing = {
    ...sampleTelemetry(),
    from: null,
    to: null,
    notes: [{ text: 'no telemetry of the server: connection refused' }],
    database: null,
    io: null,
    wal: null,
    checkpoints: null,
    autovacuum: null,
    tables: null,
    indexes: null,
    statements: null,
    waits: [],
    perSecond: [],
    machine: { cpu: null, pressure: { cpuMs: null, ioMs: null, memoryMs: null } },
  } satisfies TelemetryRecord;
  for (const record of [sampleTelemetry(), nothing]) {
    expect([...Value.Errors(Telemetry, record)]).toEqual([]);
    expect(Value.Check(Telemetry, JSON.parse(JSON.stringify(record)))).toBe(true);
  }
  expect(Value.Check(Telemetry, { ...nothing, waits: [{ type: 'CPU' }] })).toBe(false);
});
