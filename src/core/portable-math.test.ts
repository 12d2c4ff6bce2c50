import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exp, ln, pow } from './portable-math.ts';

const relativeError = (actual: number, expected: number) => Math.abs(actual / expected - 1);

it('agrees with the engine to 1e-15', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
      if (Math.abs(Math.log(x)) > 1e-3) expect(relativeError(ln(x), Math.log(x))).toBeLessThan(1e-15);
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: -600, max: 600, noNaN: true }), (x) => {
      expect(relativeError(exp(x), Math.exp(x))).toBeLessThan(1e-15);
    }),
  );
});

it('gives these exact bits everywhere', () => {
  expect([ln(3), ln(7.5), exp(1), exp(-1.5), pow(2, 0.5)]).toMatchInlineSnapshot(`
    [
      1.0986122886681096,
      2.0149030205422647,
      2.7182818284590455,
      0.22313016014842982,
      1.414213562373095,
    ]
  `);
});
