import { describe, expect, it } from 'vitest';
import { renderPortrait, type ShownFigure } from './portrait.ts';
import { columnsOf } from './text.ts';

const figure: ShownFigure = {
  topic: 'following',
  name: 'accounts followed, median of the lower 90 %',
  claimed: 8.51,
  measured: 9,
  tolerance: 2.28,
  unit: 'count',
  source: 'Pew 2019, scaled by the density',
  verdict: 'as claimed',
};
const population = {
  users: 10_000,
  seed: 42,
  profile: 'default',
  density: 0.115,
  figures: [
    figure,
    { ...figure, name: 'of the top 10 %', claimed: 52.44, measured: 90, verdict: 'off' },
    {
      ...figure,
      topic: 'followers',
      name: 'exponent of the tail',
      claimed: 2.3,
      measured: 5.1,
      unit: 'exponent',
      verdict: 'world too small',
      leastUsers: 50_000,
    },
    { ...figure, topic: 'likes', name: 'within a day', claimed: 0.876, measured: 0.0123, unit: 'share' },
    { ...figure, topic: 'likes', name: 'delay', claimed: 3, measured: Number.NaN, unit: 'hours' },
  ] satisfies ShownFigure[],
};

it('shows claims beside measurements, what is off, and what a small world cannot tell', () => {
  expect(renderPortrait(population, { color: false, width: 120 })).toMatchSnapshot();
});

it('says that all is as claimed when it is', () => {
  const text = renderPortrait({ ...population, figures: [figure] }, { color: false, width: 120 });
  expect(text).toContain('As claimed, within their tolerances: 1 of 1 figures');
  expect(text).not.toMatch(/off/i);
  expect(text).not.toContain('*');
});

describe.each([80, 100, 120, 200])('at %i columns', (width) => {
  it('fits', () => {
    const lines = renderPortrait(population, { color: false, width }).split('\n');
    expect(lines.filter((line) => columnsOf(line) > width)).toEqual([]);
  });
});
