import { formatBytes } from '../../core/units.ts';
import type { ComparedVariant } from '../../report/comparison/variant.ts';
import type { Reason } from '../../report/reason.ts';
import type { ServerAbilities } from './server-abilities.ts';

/** Settings that matter to what is read from outside the server's memory alone. */
const memorySettings = ['shared_buffers', 'io_method'];

/** What variants cannot show on this dataset or server. Abilities are by name of the variant. */
export function warningsOf(
  variants: readonly ComparedVariant[],
  abilities: ReadonlyMap<string, ServerAbilities>,
): Reason[] {
  return [...memoryWarning(variants, abilities), ...jitWarning(variants, abilities)];
}

/** Scattered keys, little memory and ways to read show where pages are read from outside shared_buffers. */
function memoryWarning(
  variants: readonly ComparedVariant[],
  abilities: ReadonlyMap<string, ServerAbilities>,
): Reason[] {
  const settings = new Set(variants.flatMap(({ settings }) => Object.keys(settings)));
  const about = [
    ...(new Set(variants.map(({ keys }) => keys)).size > 1 ? ['the style of keys'] : []),
    ...memorySettings.filter((name) => settings.has(name)),
  ];
  const sizes = variants.map(({ name, sizes }) => ({
    bytes: sizes ? sizes.heapBytes + sizes.toastBytes + sizes.indexBytes : Number.POSITIVE_INFINITY,
    memoryBytes: abilities.get(name)!.sharedBuffersBytes,
  }));
  if (about.length === 0 || sizes.some(({ bytes, memoryBytes }) => bytes >= memoryBytes)) return [];
  const largest = sizes.reduce((one, other) => (other.bytes > one.bytes ? other : one));
  const text = `all data (${formatBytes(largest.bytes)}) fits into shared_buffers (${formatBytes(largest.memoryBytes)}): what ${about.join(' and ')} is worth when pages come from outside does not show`;
  const remedy = settings.has('shared_buffers')
    ? 'use a larger --scale'
    : 'use a larger --scale, or less memory on both sides: --variants shared-buffers-32mb,shared-buffers-32mb+...';
  return [{ text, remedy }];
}

function jitWarning(
  variants: readonly ComparedVariant[],
  abilities: ReadonlyMap<string, ServerAbilities>,
): Reason[] {
  const idle = variants.filter(
    ({ name, settings }) => settings.jit === 'on' && !abilities.get(name)!.isJitAvailable,
  );
  if (idle.length === 0) return [];
  const names = idle.map(({ name }) => name).join(' and ');
  return [
    {
      text: `${names}: the server cannot compile queries (no LLVM), so jit = on changes nothing`,
      remedy: 'name a server that can, with --url: SET jit = on; SELECT pg_jit_available()',
    },
  ];
}
