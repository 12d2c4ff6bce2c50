import { formatBytes } from '../../core/units.ts';
import { withConnection } from '../../database/connect.ts';
import { serverSettingsOf } from '../../database/variants/composition.ts';
import type { ComparedVariant } from '../../report/comparison/variant.ts';
import type { Reason } from '../../report/reason.ts';
import type { Design } from './designs.ts';

/** Settings of the server that matter to what is read from outside its memory alone. */
const memorySettings = ['shared_buffers', 'io_method'];

/** What the designs cannot show on this dataset or server. */
export async function warningsOf(
  designs: readonly Design[],
  described: readonly ComparedVariant[],
): Promise<Reason[]> {
  const memory = new Map<Design, Memory>();
  for (const design of designs) memory.set(design, await memoryOf(design));
  return [...memoryWarning(designs, described, memory), ...jitWarning(designs, memory)];
}

interface Memory {
  readonly sharedBuffers: number;
  /** Whether `jit = on` does anything on this server. */
  readonly isJitAvailable: boolean;
}

async function memoryOf({ ready: { database } }: Design): Promise<Memory> {
  return withConnection(database.config, database.address, async (client) => {
    // Tells of the library only while jit is on.
    await client.query('SET jit = on');
    const { rows } = await client.query<Memory>(
      `SELECT pg_size_bytes(current_setting('shared_buffers'))::float8 AS "sharedBuffers",
         pg_jit_available() AS "isJitAvailable"`,
    );
    return rows[0]!;
  });
}

/** Scattered keys, little memory and ways to read show where pages are read from outside shared_buffers. */
function memoryWarning(
  designs: readonly Design[],
  described: readonly ComparedVariant[],
  memory: ReadonlyMap<Design, Memory>,
): Reason[] {
  const keys = new Set(designs.map(({ ready }) => ready.identity.keys));
  const settings = designs.flatMap(({ variant }) => Object.keys(serverSettingsOf(variant)));
  const about = [
    ...(keys.size > 1 ? ['the style of keys'] : []),
    ...new Set(settings.filter((name) => memorySettings.includes(name))),
  ];
  if (about.length === 0) return [];
  const fits = designs.flatMap((design, index) => {
    const sizes = described[index]?.sizes;
    const bytes = sizes ? sizes.heapBytes + sizes.toastBytes + sizes.indexBytes : Number.POSITIVE_INFINITY;
    return bytes < memory.get(design)!.sharedBuffers ? [{ bytes, design }] : [];
  });
  const [largest] = fits.sort((one, other) => other.bytes - one.bytes);
  if (!largest || fits.length < designs.length) return [];
  const { bytes, design } = largest;
  return [
    {
      text: `all data (${formatBytes(bytes)}) fits into shared_buffers (${formatBytes(memory.get(design)!.sharedBuffers)}): what ${about.join(' and ')} is worth when pages come from outside does not show`,
      remedy: settings.includes('shared_buffers')
        ? 'use a larger --scale'
        : 'use a larger --scale, or less memory on both sides: shared-buffers-32mb,shared-buffers-32mb+...',
    },
  ];
}

function jitWarning(designs: readonly Design[], memory: ReadonlyMap<Design, Memory>): Reason[] {
  const idle = designs.filter(
    (design) => design.ready.settings.jit === 'on' && !memory.get(design)!.isJitAvailable,
  );
  if (idle.length === 0) return [];
  return [
    {
      text: `${idle.map(({ name }) => name).join(' and ')}: the server cannot compile queries (no LLVM), so jit = on changes nothing`,
      remedy: 'name a server that can, with --url: SET jit = on; SELECT pg_jit_available()',
    },
  ];
}
