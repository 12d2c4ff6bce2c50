import type { ReadyVariant } from '../variants/ready-variant.ts';
import type { ReadyArm } from './ready-arm.ts';

/** A private copy of an arm's design that is as it was made each time it is asked for. */
export interface FreshCopy {
  next(): Promise<ReadyVariant>;
}

/** Copies for both arms, also where both have one design; dropped after the work, whatever comes of it. */
export async function withFreshCopies<T>(
  arms: readonly [ReadyArm, ReadyArm],
  open: (design: ReadyArm['design']) => Promise<ReadyVariant>,
  work: (copies: readonly [FreshCopy, FreshCopy]) => Promise<T>,
): Promise<T> {
  const opened: ReadyVariant[] = [];
  const freshCopy = (arm: ReadyArm): FreshCopy => {
    let own: ReadyVariant | undefined;
    return {
      next: async () => {
        if (own) {
          await own.copy!.reset();
          return own;
        }
        own = await open(arm.design);
        opened.push(own);
        return own;
      },
    };
  };
  try {
    return await work([freshCopy(arms[0]), freshCopy(arms[1])]);
  } finally {
    for (const { copy } of opened) await copy?.drop();
  }
}
