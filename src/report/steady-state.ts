import { type Static, Type } from '@sinclair/typebox';
import { duration, flag, orNull, text } from './field.ts';

export const SteadyState = Type.Object(
  {
    isSteady: orNull(Type.Boolean(), 'Whether the measured time was steady; null when that cannot be told.'),
    reason: text('Why, in words.'),
    cutMs: duration('Milliseconds at the start that a warmup of the right length would have taken (MSER-5).'),
    driftShare: orNull(
      Type.Number(),
      'Change over the measured time as a share of its median (Theil-Sen); null when it cannot be told.',
    ),
    wasExtended: flag('True: the first measured time was not steady, was dropped, and measured once more.'),
  },
  { $id: 'SteadyState', description: 'Whether warming was over when measuring began, and nothing drifted.' },
);
export type SteadyState = Static<typeof SteadyState>;

export const Warming = Type.Object(
  {
    label: text(
      'warm: caches were filled before measuring; shared-buffers cold, OS cache warm: emptied before it; as found: neither.',
    ),
    prewarmedBytes: duration('Bytes read into shared_buffers before the run.'),
    note: orNull(Type.String(), 'What could not be warmed, and why.'),
  },
  { $id: 'Warming', description: 'The state of the caches when the run began.' },
);
export type Warming = Static<typeof Warming>;
