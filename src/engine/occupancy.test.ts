import { expect, it } from 'vitest';
import { nsPerMs } from '../core/units.ts';
import { Occupancy } from './occupancy.ts';

const ms = (time: number) => time * nsPerMs;

it('is the mean number in flight, told twice', () => {
  // Window from 100 to 200 ms.
  const occupancy = new Occupancy(ms(100), ms(200));
  occupancy.started(ms(50));
  occupancy.started(ms(90));
  occupancy.ended(ms(50), ms(95)); // over before the window
  occupancy.started(ms(120));
  occupancy.ended(ms(90), ms(130)); // 30 ms of it inside
  occupancy.started(ms(150));
  occupancy.ended(ms(120), ms(180)); // 60 ms
  expect(occupancy.inFlight).toBe(1);
  occupancy.started(ms(210)); // after it
  occupancy.ended(ms(150), ms(250)); // 50 ms inside
  occupancy.ended(ms(210), ms(260));
  expect(occupancy.summary(ms(300))).toEqual({ observed: 1.4, fromLatencies: 1.4 });
  expect(occupancy.inFlight).toBe(0);
});

it('is that of the part that elapsed when the window ends early', () => {
  const occupancy = new Occupancy(ms(100), ms(200));
  occupancy.started(ms(110));
  occupancy.started(ms(140));
  occupancy.ended(ms(110), ms(130 + 15));
  occupancy.spent(ms(140), ms(150));
  // 35 and 10 of 50 ms.
  expect(occupancy.summary(ms(150))).toEqual({ observed: 0.9, fromLatencies: 0.9 });
});

it('parts from the latencies when an operation is lost or counted twice', () => {
  const lost = new Occupancy(0, ms(100));
  lost.started(0);
  expect(lost.summary(ms(100))).toEqual({ observed: 1, fromLatencies: 0 });
  const twice = new Occupancy(0, ms(100));
  twice.started(0);
  twice.ended(0, ms(50));
  twice.spent(0, ms(50));
  expect(twice.summary(ms(100))).toEqual({ observed: 0.5, fromLatencies: 1 });
});

it('is nothing where there was no window', () => {
  const occupancy = new Occupancy(ms(100), ms(200));
  occupancy.started(ms(10));
  occupancy.ended(ms(10), ms(60));
  expect(occupancy.summary(ms(60))).toEqual({ observed: 0, fromLatencies: 0 });
});
