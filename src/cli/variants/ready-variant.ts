import { formatDuration } from '../../core/units.ts';
import type { CopiedDataset } from '../../database/companion.ts';
import { databaseFailure } from '../../database/failure.ts';
import type { DatasetIdentity } from '../../database/marker.ts';
import type { StatementTiming } from '../../database/variants/application.ts';
import { settingsOf, type VariantComposition } from '../../database/variants/composition.ts';
import { isFillTime } from '../../database/variants/description.ts';
import type { World } from '../../population/world.ts';
import type { DatasetRequest, ReadyDataset } from '../dataset.ts';
import type { ProgressLine } from '../progress-line.ts';
import type { DatabaseAccess } from '../server-access.ts';
import type { ServerHold } from '../server-hold.ts';
import { clonePlanOf, describedClone, ensureClone, findMadeClone } from './clone.ts';
import { fillFor } from './filled-dataset.ts';
import { openPrivateCopy, type VariantCopy } from './private-copy.ts';

/** A physical design that is there and may be queried. */
export interface ReadyVariant {
  /** `spec` or `a+b`. */
  readonly name: string;
  readonly composition: VariantComposition;
  readonly database: DatabaseAccess;
  /** Whose rows it holds: of its own key style. */
  readonly world: World;
  /** Of the dataset below it. */
  readonly identity: DatasetIdentity;
  /** To be set on every connection that is measured. */
  readonly settings: Readonly<Record<string, string>>;
  readonly build: VariantBuild;
  /** As a run has it: the dataset, in this database, with the sizes that tables and indexes have there. */
  readonly dataset: ReadyDataset;
  /** The dataset that it is, or was made of. */
  readonly origin: CopiedDataset;
  /** With `forWrites`, the copy that this is; null for what must stay as it is. Whoever asked for it drops it. */
  readonly copy: VariantCopy | null;
}

/** How a variant came to be. */
export interface VariantBuild {
  /** The dataset as it is; a clone with SQL applied; a dataset filled in another way; the dataset with settings. */
  readonly manner: 'dataset' | 'clone' | 'fill' | 'settings';
  /** Nothing had to be made but, perhaps, a private copy. */
  readonly wasReused: boolean;
  /** To copy the files; kept in the clone, so known on reuse too. Of a fill, the time it took just now, else null. */
  readonly cloneMs: number | null;
  /** SQL, VACUUM and CHECKPOINT. */
  readonly applyMs: number | null;
  readonly statements: readonly StatementTiming[];
}

export interface VariantContext {
  hold: ServerHold;
  request: DatasetRequest;
  line: ProgressLine;
  signal: AbortSignal;
}

/**
 * Makes a variant ready, or finds it: fills its dataset, clones it, applies the SQL. Always the dataset as it was
 * loaded: of one that runs have written to, the copy that was kept then; an environment error where there is none.
 * `forWrites` gives a private copy that may be written to: `copy.reset()` brings it back to how it was made,
 * `copy.drop()` gives it up. Says nothing about `serverSettings`: the hold must be of a server that has them.
 * Nobody may be connected to the dataset meanwhile, nor, for writes, to the variant: this process included.
 */
export async function prepareVariant(
  context: VariantContext,
  composition: VariantComposition,
  { forWrites }: { forWrites: boolean },
): Promise<ReadyVariant> {
  const { hold, request, line, signal } = context;
  try {
    const fillStartedAt = performance.now();
    const dataset = await fillFor(hold.server, composition, { request, line, signal });
    const fillMs = dataset.wasFilled ? performance.now() - fillStartedAt : null;
    const plan = await clonePlanOf(dataset, composition, hold);
    const isClone = plan.statements.length > 0 || dataset.writeRuns > 0;
    const startedAt = performance.now();
    const made = isClone ? await findMadeClone(plan) : undefined;
    const record = isClone ? (made ?? (await ensureClone(plan, context))) : undefined;
    if (record && !made) {
      line.print(
        `made         the variant ${plan.names.title}, in ${formatDuration(performance.now() - startedAt)}`,
      );
    }
    const copy = forWrites ? await openPrivateCopy(plan, isClone, context) : null;
    const ready = await describedClone(dataset, copy?.name ?? (isClone ? plan.names.whole : plan.source));
    const manner = mannerOf(composition, isClone);
    return {
      name: composition.name,
      composition,
      database: { config: ready.config, address: ready.address },
      world: ready.world,
      identity: ready.identity,
      settings: settingsOf(composition),
      build: {
        manner,
        wasReused: isClone ? made !== undefined : !dataset.wasFilled,
        cloneMs: record?.cloneMs ?? (manner === 'fill' ? fillMs : null),
        applyMs: record?.applyMs ?? null,
        statements: record?.statements ?? [],
      },
      dataset: ready,
      origin: plan.dataset,
      copy,
    };
  } catch (error) {
    throw databaseFailure(error, `make the variant ${composition.name}`, () => hold.server.lastWords());
  } finally {
    line.clear();
  }
}

function mannerOf({ parts }: VariantComposition, isClone: boolean): VariantBuild['manner'] {
  if (isClone) return 'clone';
  if (parts.some((part) => isFillTime(part) || part.keys !== null)) return 'fill';
  return parts.length > 0 ? 'settings' : 'dataset';
}
