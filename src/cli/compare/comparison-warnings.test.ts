import { expect, it } from 'vitest';
import type { ComparedVariant } from '../../report/comparison/variant.ts';
import { sampleSizes, sampleVariant } from '../../report/testing/sample-comparison.ts';
import { warningsOf } from './comparison-warnings.ts';

const MB = 1024 ** 2;
const spec = sampleVariant('spec', { sizes: sampleSizes(100, 150) });

function warnings(contender: Partial<ComparedVariant>, memoryMB: number, isJitAvailable = true): string[] {
  const variants = [spec, sampleVariant('other', { sizes: sampleSizes(110, 160), ...contender })];
  const abilities = { sharedBuffersBytes: memoryMB * MB, isJitAvailable };
  return warningsOf(variants, new Map(variants.map(({ name }) => [name, abilities]))).map(({ text }) => text);
}

it.each<[Partial<ComparedVariant>, string]>([
  [{ keys: 'uuidv7' }, 'what the style of keys is worth'],
  [{ settings: { shared_buffers: '1GB' } }, 'what shared_buffers is worth'],
  [{ settings: { io_method: 'sync' }, keys: 'bigint' }, 'what the style of keys and io_method is worth'],
])('says that data which fits into memory does not show %j', (contender, about) => {
  expect(warnings(contender, 1024)).toEqual([expect.stringContaining(about)]);
  expect(warnings(contender, 1024)[0]).toMatch(
    /^all data \(270 MB\) fits into shared_buffers \(1\.\d GB\): /,
  );
  // One that does not fit is enough.
  expect(warnings(contender, 256)).toEqual([]);
});

it('says that a server compiles nothing', () => {
  const on = { settings: { jit: 'on' } };
  expect(warnings(on, 1024, false)).toEqual([expect.stringMatching(/^other: the server cannot compile/)]);
  expect(warnings(on, 1024, true)).toEqual([]);
  expect(warnings({ settings: { jit: 'off' } }, 1024, false)).toEqual([]);
});

it('says nothing of designs that memory does not matter to', () => {
  expect(warnings({ settings: { work_mem: '64MB' } }, 1024)).toEqual([]);
});
