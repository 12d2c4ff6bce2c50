import { expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { loadCatalogue } from './catalogue.ts';
import { parseMix } from './mix.ts';
import { requireRepeatable } from './once.ts';

const catalogue = loadCatalogue();

it('refuses to make a load of what can be done but once', () => {
  expect(() => requireRepeatable(parseMix('feed=9,retention/detach=1', catalogue))).toThrow(
    expect.objectContaining({
      exitCode: exitCodes.usage,
      message:
        'retention/detach uses up what it works on (-- @once in scenarios/retention/detach.sql), so no load can be made of it',
      next: 'compare designs by it, each on fresh copies: bench compare retention --variants <a>,<b>',
    }),
  );
});

it('lets all else pass, what writes too', () => {
  expect(() => requireRepeatable(parseMix('feed=9,like=1', catalogue))).not.toThrow();
});
