import { expect, it } from 'vitest';
import { parseScale } from './option-values.ts';

it.each([
  ['small', { name: 'small', users: 10_000 }],
  ['10000', { name: 'small', users: 10_000 }],
  ['1_000_000', { name: 'large', users: 1_000_000 }],
  ['1500', { name: '1500', users: 1_500 }],
  ['007', { name: '7', users: 7 }],
])('takes the scale %s for one dataset, however it is written', (text, scale) => {
  expect(parseScale(text)).toEqual(scale);
});

it.each(['0', '', '-5', '1e3', '10.5', '_1', 'smal', '100000001'])('refuses the scale "%s"', (text) => {
  expect(() => parseScale(text)).toThrow('a number of users from 1 to 100,000,000');
});
