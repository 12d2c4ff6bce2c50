import { expect, it } from 'vitest';
import { nsPerMs } from '../core/units.ts';
import { Bins } from './bins.ts';

it('counts completions and their latencies in quarters of a second of the window', () => {
  const bins = new Bins(1000 * nsPerMs, 1000);
  const record = (atMs: number, latencyMs: number) => bins.record(atMs * nsPerMs, latencyMs * nsPerMs);
  record(999.999, 1);
  record(1000, 2);
  record(1249, 3);
  record(1250, 4);
  record(1999, 5);
  record(2000, 6);
  expect([...bins.completed]).toEqual([2, 1, 0, 1]);
  expect([...bins.latencyNs]).toEqual([5, 4, 0, 5].map((ms) => ms * nsPerMs));
});

it('leaves out a last bin that is not whole', () => {
  const bins = new Bins(0, 749);
  bins.record(600 * nsPerMs, 1);
  expect([...bins.completed]).toEqual([0, 0]);
  expect(new Bins(0, 249).completed).toHaveLength(0);
});

it('adds those of another thread', () => {
  const bins = new Bins(0, 500);
  const other = new Bins(7 * nsPerMs, 500);
  bins.record(0, 10);
  other.record(7 * nsPerMs, 20);
  other.record(300 * nsPerMs, 40);
  bins.add(other);
  expect([...bins.completed]).toEqual([2, 1]);
  expect([...bins.latencyNs]).toEqual([30, 40]);
});
