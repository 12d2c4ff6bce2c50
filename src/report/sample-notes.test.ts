import { expect, it } from 'vitest';
import { sampleNotes } from './sample-notes.ts';
import { sampleQuery } from './testing/sample-result.ts';

it('says how much longer to measure', () => {
  const query = sampleQuery({ counters: { succeeded: 40, timedOut: 10 }, times: [1, 1, 1, null, null, 1] });
  expect(sampleNotes([query], 10_000, false, () => 'feed')).toEqual([
    {
      text: 'p99, p99.9 left out (-): they take 100 / 1,000 operations; feed had 50.',
      remedy: 'Measure longer (--duration): about 10 s more for p99, 3 min 10 s more for p99.9.',
    },
  ]);
});

it('is silent when nothing was left out, or nothing ended', () => {
  const whole = sampleQuery({ counters: { succeeded: 10_000 }, times: [1, 1, 1, 1, 1, 1] });
  const nothing = sampleQuery({ counters: { failed: 5 }, times: [null, null, null, null, null, null] });
  expect(sampleNotes([whole, nothing], 10_000, true, () => 'feed')).toEqual([]);
});
