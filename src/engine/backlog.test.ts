import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Backlog } from './backlog.ts';

it('is a queue, however it grows and wraps around', () => {
  const step = fc.record({ pushes: fc.nat(1500), shifts: fc.nat(1500) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const backlog = new Backlog();
      const model: [number, number][] = [];
      let time = 0;
      const shift = () => {
        const [intendedNs, dispatchNs] = model.shift()!;
        if (backlog.intendedNs !== intendedNs || backlog.dispatchNs !== dispatchNs)
          expect.fail(`${backlog.intendedNs}, ${backlog.dispatchNs} for ${intendedNs}, ${dispatchNs}`);
        backlog.shift();
      };
      for (const { pushes, shifts } of steps) {
        for (let i = 0; i < pushes; i++) {
          model.push([time, time + 0.5]);
          backlog.push(time, time + 0.5);
          time++;
        }
        for (let i = 0; i < shifts && model.length > 0; i++) shift();
        expect(backlog.length).toBe(model.length);
      }
      while (model.length > 0) shift();
      expect(backlog.length).toBe(0);
    }),
    // Twelve times 1,500: grows up to five times.
    { numRuns: 100, seed: 1 },
  );
});
