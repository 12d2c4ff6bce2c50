import { setImmediate as breathe } from 'node:timers/promises';
import { type Figure, isShownBy, isWithin } from '../../population/portrait/figure.ts';
import { drawPortrait } from '../../population/portrait.ts';
import { describeProfile } from '../../population/profile-check.ts';
import { World } from '../../population/world.ts';
import { renderPortrait, type ShownFigure } from '../../report/portrait.ts';
import { renderStepProgress } from '../../report/progress.ts';
import { type ProfileOptions, withProfile } from '../profile-file.ts';
import { ProgressLine } from '../progress-line.ts';
import { terminalOptions } from '../terminal-options.ts';

interface DescribeOptions extends ProfileOptions {
  seed: number;
}

/** `bench describe`: what the profile claims beside what its world shows. Needs no database. */
export async function describe(options: DescribeOptions, signal: AbortSignal): Promise<void> {
  const { seed, scale, profile } = withProfile(options);
  const world = new World({ seed, users: scale.users, profile });
  const figures = await draw(world, signal);
  const shown = figures.map((figure): ShownFigure => ({ ...figure, verdict: judge(figure, scale.users) }));
  const text = renderPortrait(
    {
      users: scale.users,
      seed,
      profile: describeProfile(profile),
      density: profile.following.density,
      figures: shown,
    },
    terminalOptions(),
  );
  process.stdout.write(`${text}\n`);
}

/** Makes way for signals and the progress line between two steps. */
async function draw(world: World, signal: AbortSignal): Promise<Figure[]> {
  const line = new ProgressLine();
  const drawing = drawPortrait(world);
  try {
    for (;;) {
      const step = drawing.next();
      if (step.done) return step.value;
      const done = Math.floor(step.value * world.users.count);
      line.update((width) =>
        renderStepProgress({ phase: 'counting follows', item: null, done, total: world.users.count }, width),
      );
      await breathe();
      signal.throwIfAborted();
    }
  } finally {
    line.clear();
  }
}

function judge(figure: Figure, users: number): ShownFigure['verdict'] {
  if (!isShownBy(figure, users)) return 'world too small';
  return isWithin(figure) ? 'as claimed' : 'off';
}
