import { expect, it } from 'vitest';
import { hitRatioDrift } from './hit-ratio.ts';

const seconds = (...hits: number[]) => hits.map((hit) => ({ hit, read: 100_000 - hit }));

it('takes a change of over one point between the halves for drift', () => {
  expect(hitRatioDrift(seconds(90_000, 90_000, 90_990, 90_990))).toMatchObject({ steady: true });
  expect(hitRatioDrift(seconds(90_000, 90_000, 91_010, 91_010))).toEqual({
    steady: false,
    points: expect.closeTo(1.01, 9),
    reason: 'buffer hit ratio 90.0 % in the first half, 91.0 % in the second',
  });
  expect(hitRatioDrift(seconds(91_100, 90_000))).toMatchObject({
    steady: false,
    points: expect.closeTo(-1.1, 9),
  });
});

it('leaves the middle second of an odd number out', () => {
  expect(hitRatioDrift(seconds(90_000, 0, 90_000))).toMatchObject({ steady: true, points: 0 });
});

it('asks for more than chance, and for a thousand buffers a half', () => {
  // 90.0 and 92.0 % of 1,000: a standard error of 1.28 points.
  const few = [
    { hit: 900, read: 100 },
    { hit: 920, read: 80 },
  ];
  expect(hitRatioDrift(few)).toMatchObject({ steady: true, points: expect.closeTo(2, 9) });
  expect(hitRatioDrift([few[0]!, { hit: 940, read: 60 }])).toMatchObject({ steady: false });
  expect(hitRatioDrift([few[0]!, { hit: 919, read: 80 }])).toEqual({
    steady: null,
    points: null,
    reason: 'cannot tell: 999 buffers in half of the run, and it takes 1000',
  });
  expect(hitRatioDrift([])).toMatchObject({ steady: null });
});
