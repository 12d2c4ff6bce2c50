import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, end, hourMs, start } from './calendar.ts';
import { Growth } from './growth.ts';
import { defaultProfile } from './profile.ts';
import { Timeline } from './timeline.ts';

const times = fc.double({ min: start, max: end, noNaN: true });
const shares = fc.double({ min: 0, max: 1, noNaN: true });

const accumulations = [0, 0.1, 0.5, 0.999].flatMap((initialUsers) => {
  const growth = new Growth({ ...defaultProfile, growth: { initialUsers, acceleration: 9 } });
  return [
    { name: `users, ${initialUsers} initially`, accumulation: growth.users, first: initialUsers },
    { name: `activity, ${initialUsers} initially`, accumulation: growth.activity, first: 0 },
  ];
});

describe.each(accumulations)('accumulation of $name', ({ accumulation, first }) => {
  it('rises from its first share to all', () => {
    expect(accumulation.first).toBeCloseTo(first, 12);
    expect(accumulation.shareAt(start)).toBeCloseTo(first, 12);
    expect(accumulation.shareAt(end)).toBe(1);
    expect(accumulation.timeOf(first * 0.99)).toBe(start);
    expect(accumulation.timeOf(1)).toBe(end);
  });

  it('never shrinks', () => {
    fc.assert(
      fc.property(shares, shares, times, times, (share, otherShare, time, otherTime) => {
        const [less, more] = [Math.min(share, otherShare), Math.max(share, otherShare)];
        expect(accumulation.timeOf(less)).toBeLessThanOrEqual(accumulation.timeOf(more));
        const [earlier, later] = [Math.min(time, otherTime), Math.max(time, otherTime)];
        expect(accumulation.shareAt(earlier)).toBeLessThanOrEqual(accumulation.shareAt(later));
      }),
    );
  });

  it('has an inverse', () => {
    fc.assert(
      fc.property(times, (time) => {
        const share = accumulation.shareAt(time);
        expect(accumulation.shareAt(accumulation.timeOf(share))).toBeCloseTo(share, 9);
      }),
    );
  });

  it('counts nothing that has not happened, and nearly all that has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), times, (count, time) => {
        const timeline = new Timeline(count, accumulation);
        const counted = timeline.countAt(time);
        expect(counted).toBeLessThanOrEqual(count);
        // The latest that the last one counted may have happened, and the earliest of one well beyond.
        const surely = Math.floor(accumulation.first * count);
        if (counted > surely) expect(timeline.timeOf(counted - 1, 1)).toBeLessThanOrEqual(time);
        if (counted + 3 < count) expect(timeline.timeOf(counted + 3, 0)).toBeGreaterThanOrEqual(time);
      }),
      { numRuns: 1000 },
    );
  });
});

it('follows the hours of the day and the days of the week', () => {
  // Without growth every week is alike.
  const { activity } = new Growth({ ...defaultProfile, growth: { initialUsers: 1, acceleration: 1 } });
  const between = (from: number, hours: number) =>
    activity.shareAt(start + from + hours * hourMs) - activity.shareAt(start + from);
  const { hours, days } = defaultProfile.when;
  for (const week of [0, 50, 103]) {
    const weekStart = week * 7 * dayMs;
    expect(between(weekStart + 20 * hourMs, 1) / between(weekStart + 4 * hourMs, 1)).toBeCloseTo(
      hours[20]! / hours[4]!,
      6,
    );
    expect(between(weekStart, 24) / between(weekStart + dayMs, 24)).toBeCloseTo(days[0]! / days[1]!, 6);
  }
});
