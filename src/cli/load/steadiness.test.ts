import { expect, it } from 'vitest';
import { Stream } from '../../core/random.ts';
import type { LoadOutcome } from '../../engine/outcome.ts';
import { steadinessOf } from './steadiness.ts';

/** A closed load of ten seconds whose bins vary by so much. */
function loadOf(spread: number): LoadOutcome {
  const random = new Stream(42, 'bins').sequence(0);
  const completed = Array.from({ length: 100 }, () =>
    Math.round(1000 * (1 + spread * (random.uniform() - 0.5))),
  );
  return outcomeOf(completed);
}

function outcomeOf(completed: number[]): LoadOutcome {
  const bins = { binMs: 100, completed, latencyNs: completed.map(() => 0) };
  return { plan: { kind: 'closed' }, windowMs: 10_000, bins } as unknown as LoadOutcome;
}

it('calls a load steady in which a drift would have shown', () => {
  expect(steadinessOf(loadOf(0.02), null)).toMatchObject({ steady: true });
});

it('calls no load steady in which half as much again could have gone unseen', () => {
  const { steady, visibleDriftShare, reason } = steadinessOf(loadOf(1.9), null);
  expect({ steady, reason }).toEqual({
    steady: null,
    reason: `cannot be told from so few or so uneven operations, in which a drift of ${Math.round(visibleDriftShare! * 100)} % could have gone unseen`,
  });
});

it('prints no share of what is beyond telling', () => {
  const random = new Stream(42, 'orders').sequence(0);
  const uneven = Array.from({ length: 100 }, () => Math.round(10 ** (1 + 3 * random.uniform())));
  expect(steadinessOf(outcomeOf(uneven), null).reason).toMatch(
    /in which even a doubling could have gone unseen$/,
  );
});
