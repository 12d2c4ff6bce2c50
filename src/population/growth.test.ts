import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { end, start, Week } from './calendar.ts';
import { activityGrowth, Timeline, userGrowth } from './growth.ts';
import { defaultProfile } from './profile.ts';

const week = new Week(defaultProfile.when);

const times = fc.double({ min: start, max: end, noNaN: true });
const shares = fc.double({ min: 0, max: 1, noNaN: true });

describe('the calendar', () => {
  it('keeps order', () => {
    fc.assert(
      fc.property(times, times, (one, other) => {
        expect(week.toClock(Math.min(one, other))).toBeLessThanOrEqual(week.toClock(Math.max(one, other)));
      }),
    );
  });

  it('runs from the start to the end', () => {
    expect(week.toClock(start)).toBe(start);
    fc.assert(
      fc.property(times, (time) => {
        expect(week.toClock(time)).toBeGreaterThanOrEqual(start);
        expect(week.toClock(time)).toBeLessThan(end);
      }),
    );
  });

  it('has an inverse, to a thousandth of a millisecond', () => {
    fc.assert(
      fc.property(times, (time) => {
        expect(Math.abs(week.fromClock(week.toClock(time)) - time)).toBeLessThan(0.01);
      }),
    );
  });
});

const growths = [0, 0.1, 0.5, 0.999]
  .map((initialUsers) => ({ initialUsers, acceleration: 9 }))
  .flatMap((growth) => [
    {
      name: `users, ${growth.initialUsers} initially`,
      growth: userGrowth(growth),
      first: growth.initialUsers,
    },
    { name: `activity, ${growth.initialUsers} initially`, growth: activityGrowth(growth), first: 0 },
  ]);

describe.each(growths)('growth of $name', ({ growth, first }) => {
  it('accumulates from its first share to all', () => {
    expect(growth.shareAt(0)).toBeCloseTo(first, 12);
    expect(growth.shareAt(1)).toBeCloseTo(1, 12);
  });

  it('never shrinks', () => {
    fc.assert(
      fc.property(shares, shares, (one, other) => {
        const [x, y] = [Math.min(one, other), Math.max(one, other)];
        expect(growth.shareAt(x)).toBeLessThanOrEqual(growth.shareAt(y));
        expect(growth.timeOf(x)).toBeLessThanOrEqual(growth.timeOf(y));
      }),
    );
  });

  it('has an inverse', () => {
    fc.assert(
      fc.property(shares, (x) => {
        const share = growth.shareAt(x);
        expect(growth.shareAt(growth.timeOf(share))).toBeCloseTo(share, 9);
      }),
    );
  });

  it('counts nothing that has not happened, and nearly all that has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), times, (count, time) => {
        const timeline = new Timeline(count, growth, defaultProfile.when);
        const counted = timeline.countAt(time);
        expect(counted).toBeLessThanOrEqual(count);
        // The latest that the last one counted may have happened, and the earliest of one well beyond.
        const surely = Math.floor(growth.shareAt(0) * count);
        if (counted > surely) expect(timeline.timeOf(counted - 1, 1)).toBeLessThanOrEqual(time);
        if (counted + 3 < count) expect(timeline.timeOf(counted + 3, 0)).toBeGreaterThanOrEqual(time);
      }),
      { numRuns: 1000 },
    );
  });
});
