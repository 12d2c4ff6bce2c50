import { RandomSequence } from '../../core/random.ts';
import { zipfExponent } from '../../core/statistics.ts';
import { domainsOf } from '../domains.ts';
import type { World } from '../world.ts';
import type { Figure } from './figure.ts';

const drawn = 200_000;

/** Whose pages are asked for. */
export function requestFigures(world: World): Figure[] {
  const domain = domainsOf(world)['user.id'];
  const random = new RandomSequence();
  random.seed(1, 2, 3);
  const counts = new Map<string, number>();
  let missing = 0;
  for (let i = 0; i < drawn; i++) {
    const { value, stratum } = domain.draw(random);
    if (stratum === 'missing') missing++;
    else counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const { zipf, missingShare } = world.profile.requests;
  return [
    {
      topic: 'requests',
      name: 'exponent of Zipf of whose page is asked for, ranks 5 to 100',
      claimed: zipf,
      measured: zipfExponent([...counts.values()], 5, 100),
      tolerance: 0.08,
      unit: 'exponent',
      source: 'LinkBench',
    },
    {
      topic: 'requests',
      name: 'for what does not exist',
      claimed: missingShare,
      measured: missing / drawn,
      tolerance: 0.002,
      unit: 'share',
      source: 'ours',
    },
  ];
}
