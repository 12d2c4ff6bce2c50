import { expect, it } from 'vitest';
import { ln } from '../../core/portable-math.ts';
import { Stream } from '../../core/random.ts';
import { FifoQueue } from './fifo-queue.ts';

it('serves one after the other in order of arrival', () => {
  const queue = new FifoQueue();
  // Served at once; waits for it; finds it gone; waits for both before.
  expect(queue.departureNs(0, 10)).toBe(10);
  expect(queue.departureNs(4, 10)).toBe(20);
  expect(queue.departureNs(25, 10)).toBe(35);
  expect(queue.departureNs(26, 1)).toBe(36);
  expect(queue.departureNs(27, 1)).toBe(37);
});

it('gives the next to the server that is free first', () => {
  const queue = new FifoQueue(2);
  expect(queue.departureNs(0, 10)).toBe(10);
  expect(queue.departureNs(0, 4)).toBe(4);
  // From 4 on the second, from 9 on the second again, from 10 on the first.
  expect(queue.departureNs(1, 5)).toBe(9);
  expect(queue.departureNs(2, 5)).toBe(14);
  expect(queue.departureNs(3, 5)).toBe(15);
});

/** Mean time in the system of Poisson arrivals with exponential service of mean 1, on `servers` servers. */
function meanResponse(arrivalRate: number, servers: number): number {
  const random = new Stream(5, 'fifo-queue').sequence(servers);
  const queue = new FifoQueue(servers);
  const count = 400_000;
  let arrival = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    arrival -= ln(random.uniform()) / arrivalRate;
    total += queue.departureNs(arrival, -ln(random.uniform())) - arrival;
  }
  return total / count;
}

it('has the response times of M/M/1 and M/M/2', () => {
  expect(meanResponse(0.5, 1) / (1 / (1 - 0.5))).toBeCloseTo(1, 1);
  expect(meanResponse(0.8, 1) / (1 / (1 - 0.8))).toBeCloseTo(1, 1);
  // With a utilisation u of each of two servers: 1 / (1 - u^2).
  expect(meanResponse(1.6, 2) / (1 / (1 - 0.8 ** 2))).toBeCloseTo(1, 1);
});
