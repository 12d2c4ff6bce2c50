import { normalQuantile } from '../core/distributions.ts';
import type { RandomSequence } from '../core/random.ts';
import type { ValueSource } from './query.ts';
import { ZipfRanks } from './zipf.ts';

/** Draws one value in PostgreSQL's text format. */
export type Sampler = (random: RandomSequence) => string | null;

/** A source that needs neither population nor database. */
export type NumberSource = Extract<ValueSource, { kind: 'uniform' | 'zipf' | 'normal' }>;

export function samplerOf(source: NumberSource): Sampler {
  switch (source.kind) {
    case 'uniform':
      return uniform(source);
    case 'zipf': {
      const ranks = new ZipfRanks(source.high - source.low + 1, source.exponent);
      return (random) => String(source.low + ranks.draw(random) - 1);
    }
    case 'normal': {
      const draw = (random: RandomSequence) => source.mean + source.sd * normalQuantile(random.uniform());
      // Adding 0 makes 0 of -0, which no integer is.
      return source.whole
        ? (random) => String(Math.round(draw(random)) + 0)
        : (random) => String(draw(random));
    }
  }
}

function uniform({ low, high, whole }: Extract<ValueSource, { kind: 'uniform' }>): Sampler {
  if (!whole) return (random) => String(low + (high - low) * fine(random));
  const count = high - low + 1;
  return (random) => String(low + Math.floor(count * fine(random)));
}

/** In [0, 1), with 53 bits: a 32-bit number would leave out most of a large range. */
function fine(random: RandomSequence): number {
  return ((random.u32() >>> 6) * 0x800_0000 + (random.u32() >>> 5)) / 0x20_0000_0000_0000;
}
