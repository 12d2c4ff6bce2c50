import { makePrivateCopy, type PrivateCopy } from '../../database/variants/private-copy.ts';
import { renderStepProgress } from '../../report/progress.ts';
import type { ClonePlan } from './clone.ts';
import type { VariantContext } from './ready-variant.ts';
import { requireRoomForClone } from './room.ts';

/** A database of a variant that one command may write to. */
export interface VariantCopy {
  readonly name: string;
  /**
   * Brings it back to how it was made, under the same name; ends what is connected to it. Nobody may be connected to
   * what it was made of: the variant's clone, or the dataset.
   */
  reset(): Promise<void>;
  /** Gives it up; also after an interruption. What was dropped already stays so. */
  drop(): Promise<void>;
}

/** Of the variant's clone, or of the dataset where it has none. */
export async function openPrivateCopy(
  plan: ClonePlan,
  isClone: boolean,
  { hold, line, signal }: VariantContext,
): Promise<VariantCopy> {
  const { names } = plan;
  const source = isClone ? names.whole : plan.source;
  const dataset = { ...plan.dataset, signal };
  const copy = async (name?: string): Promise<PrivateCopy> => {
    const progress = {
      phase: `variant ${names.title}`,
      item: 'copying the files to write to',
      done: 0,
      total: 1,
    };
    line.update((width) => renderStepProgress(progress, width));
    if (hold.server.isEmbedded) await requireRoomForClone(dataset, source, names.title);
    const work = () => makePrivateCopy({ dataset, source, names, name });
    return !isClone && plan.isSourceHeld ? hold.aside(work) : work();
  };
  let current: PrivateCopy | undefined = await copy();
  const { name } = current;
  const drop = async () => {
    const dropped = current;
    current = undefined;
    await dropped?.drop();
  };
  return {
    name,
    drop,
    reset: async () => {
      await drop();
      current = await copy(name);
    },
  };
}
