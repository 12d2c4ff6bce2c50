/**
 * `npm run bench:variant`: how much sooner a variant is ready as a clone of the dataset than filled anew, on the
 * embedded server. `SCALE=medium` (default small), `VARIANTS=composite,covering-feed` (default: those of the package that
 * are SQL for a clone). Filled anew it would have to be changed in the same way, so that counts on both sides: the ratio
 * is (fill + changes) / (copy + changes), and beside it fill / copy. The aim is at least 10 at medium.
 */
import { formatDuration } from '../core/units.ts';
import { composeVariants } from '../database/variants/composition.ts';
import { readVariants } from '../database/variants/description.ts';
import { removeVariants } from '../database/variants/variant-databases.ts';
import { defaultProfile } from '../population/profile.ts';
import { type DatasetRequest, ensureDataset } from './dataset.ts';
import { parseScale } from './option-values.ts';
import { ProgressLine } from './progress-line.ts';
import { ServerHold } from './server-hold.ts';
import { prepareVariant } from './variants/ready-variant.ts';

const scale = parseScale(process.env.SCALE ?? 'small');
const names =
  process.env.VARIANTS?.split(',') ??
  readVariants().flatMap(({ name, files }) => (files.length > 0 ? [name] : []));

const { signal } = new AbortController();
const line = new ProgressLine();
const request: DatasetRequest = { seed: 42, scale, keys: 'uuidv4', profile: defaultProfile };
const hold = await ServerHold.take({
  url: undefined,
  command: 'bench:variant',
  onWait: console.error,
  signal,
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

try {
  const fillMs = await timed(() => ensureDataset(hold.server, request, line, signal, { isFresh: true }));
  const { config, address, identity } = await ensureDataset(hold.server, request, line, signal);
  console.log(`${scale.name}: filled in ${formatDuration(fillMs)}`);
  for (const name of names) {
    await removeVariants({ config, address, fingerprint: identity.fingerprint }, { withFills: false });
    const prepare = () =>
      prepareVariant({ hold, request, line, signal }, composeVariants(name), { forWrites: false });
    const madeMs = await timed(prepare);
    const { cloneMs, applyMs } = (await prepare()).build;
    const copyMs = cloneMs ?? 0;
    const changeMs = applyMs ?? 0;
    console.log(
      `  ${name.padEnd(20)} ready in ${formatDuration(madeMs)} (copied in ${formatDuration(copyMs)}, ` +
        `changed in ${formatDuration(changeMs)})   ratio ${((fillMs + changeMs) / madeMs).toFixed(1)}, ` +
        `of the copy alone ${(fillMs / copyMs).toFixed(1)}`,
    );
  }
} finally {
  await hold.release();
}
