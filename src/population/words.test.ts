import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Words } from './words.ts';

it('writes words, each with a space behind it', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abcz'), maxLength: 30 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.nat(7), (list, offset) => {
      const words = new Words(list);
      const bytes = Buffer.alloc(40 * list.length + 50);
      let at = offset;
      list.forEach((_, i) => {
        at = words.write(i, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at) + 1;
      });
      expect(bytes.toString('latin1', offset, at)).toBe(`${list.join(' ')} `);
    }),
  );
});
