import { expect, it } from 'vitest';
import { classifyError } from './operation.ts';

it.each([
  ['57014', 'canceling statement due to statement timeout', false, 'timeout'],
  ['57014', 'canceling statement due to statement timeout', true, 'timeout'],
  ['57014', 'canceling statement due to user request', false, 'cancelled'],
  ['57014', 'storniere Anfrage wegen Zeitüberschreitung der Anfrage', false, 'timeout'],
  ['57014', 'storniere Anfrage wegen Benutzeraufforderung', true, 'cancelled'],
  ['40001', 'could not serialize access', false, 'serialization'],
  ['40P01', 'deadlock detected', false, 'deadlock'],
  ['57P01', 'terminating connection due to administrator command', false, 'connection'],
  ['08006', '', false, 'connection'],
  ['23505', 'duplicate key', false, 'other'],
])('classifies %s "%s"', (sqlState, message, cancelRequested, expected) => {
  expect(classifyError(sqlState, message, cancelRequested)).toBe(expected);
});
