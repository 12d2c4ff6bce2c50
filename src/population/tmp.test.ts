import { it } from 'vitest';
import { isShownBy, isWithin } from './portrait/figure.ts';
import { portraitOf } from './portrait.ts';
import { defaultProfile } from './profile.ts';
import { World } from './world.ts';
it('prints', () => {
  for (const [users, seed] of [[50000, 1],[10_000, 42], [10000,2], [5000,3], [1000, 42]] as const)
    for (const f of portraitOf(new World({ seed, users })))
      console.log(users, seed, isWithin(f) ? '' : isShownBy(f, users) ? 'OFF' : 'small', f.topic, '|', f.name, f.claimed.toFixed(4), f.measured.toFixed(4), '+-', f.tolerance.toFixed(3));
  const w = new World({ seed: 1, users: 50000, profile: { ...defaultProfile, when: { ...defaultProfile.when, followUpShare: 0 } } });
  for (const f of portraitOf(w)) if (f.topic === 'when' || f.topic==='who posts') console.log('no follow-ups', f.name, f.measured);
}, 100000);
