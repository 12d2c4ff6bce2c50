import { expect, it } from 'vitest';
import { environmentError } from '../../core/errors.ts';
import { type Check, examine, ok, warning, wrong } from './check.ts';

const { signal } = new AbortController();
const fine: Check = { title: 'fine', run: () => ok('good') };
const refused: Check = {
  title: 'home',
  run: () => {
    throw environmentError('it cannot be written', 'name another');
  },
};

it('collects findings, and takes expected errors for what is wrong', async () => {
  const silent: Check = { title: 'silent', run: () => undefined };
  const doubtful: Check = { title: 'doubtful', run: async () => warning('slow', 'hurry') };
  expect(await examine([fine, silent, refused, doubtful], signal)).toEqual({
    isStopped: false,
    findings: [
      { title: 'fine', level: 'ok', text: 'good' },
      { title: 'home', level: 'wrong', text: 'it cannot be written', mend: 'name another' },
      { title: 'doubtful', level: 'warning', text: 'slow', mend: 'hurry' },
    ],
  });
});

it('stops after an essential check that is wrong', async () => {
  const essential: Check = { title: 'essential', isEssential: true, run: () => wrong('gone') };
  expect(await examine([{ ...refused, isEssential: true }, fine], signal)).toMatchObject({
    isStopped: true,
    findings: [{ title: 'home' }],
  });
  expect((await examine([fine, essential, fine], signal)).findings).toHaveLength(2);
});

it('leaves our own bugs alone', async () => {
  const broken: Check = {
    title: 'broken',
    run: () => {
      throw new TypeError('x is not a function');
    },
  };
  await expect(examine([broken], signal)).rejects.toThrow(TypeError);
});
