import { expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNs,
  formatSignificant,
  parseDurationMs,
} from './units.ts';

it('prints times with three significant digits', () => {
  expect([734, 1_240_000, 48e9, 999_500, 12_345, 99_950].map(formatNs)).toEqual([
    '734 ns',
    '1.24 ms',
    '48.0 s',
    '1,000 µs',
    '12.3 µs',
    '100 µs',
  ]);
  expect([0, 0.1234, 1.234, 12.34, 1234].map(formatSignificant)).toEqual([
    '0',
    '0.123',
    '1.23',
    '12.3',
    '1,234',
  ]);
});

it('prints counts, bytes and durations', () => {
  expect(formatCount(12_345_678)).toBe('12,345,678');
  expect([812, 65_536, 1_288_490_189].map(formatBytes)).toEqual(['812 bytes', '64 kB', '1.2 GB']);
  expect([20, 0.3, 94.9, 800, 12_000, 185_000, 7_800_000].map(formatDuration)).toEqual([
    '20 ms',
    '1 ms',
    '95 ms',
    '0.8 s',
    '12 s',
    '3 min 05 s',
    '2 h 10 min',
  ]);
});

it('parses durations and refuses the rest', () => {
  expect(['500ms', '10s', '10', '2m', '1.5h'].map(parseDurationMs)).toEqual([
    500, 10_000, 10_000, 120_000, 5_400_000,
  ]);
  expect(['', '-1s', '10 parsecs', 's'].map(parseDurationMs)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
