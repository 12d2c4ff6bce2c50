import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnKind } from './answer.ts';
import { comparableRows, decimalText, strict, valueForms } from './value-form.ts';

/** Whether two values of one column compare as equal. */
function areEqual(
  [oneKind, one]: [ColumnKind, string | null],
  [otherKind, other]: [ColumnKind, string | null],
  hasOtherIds = false,
): boolean {
  const answer = (kind: ColumnKind) => ({ columns: ['x'], kinds: [kind], rows: [] });
  const forms = valueForms(answer(oneKind), answer(otherKind), { ...strict, hasOtherIds });
  const [a, b] = comparableRows([[one], [other]], forms);
  return a![0] === b![0];
}

describe('numbers', () => {
  it.each([
    ['1', '1e0'],
    ['1.0', '1e0'],
    ['100', '1e2'],
    ['1e+2', '1e2'],
    ['-12.50', '-125e-1'],
    ['0.00', '0'],
    ['-0', '0'],
    ['00012', '12e0'],
    ['9007199254740993', '9007199254740993e0'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
  ])('%s is %s', (value, text) => {
    expect(decimalText(value)).toBe(text);
  });

  it('have one form a value, and one value a form', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.nat(30), fc.nat(30), (digits, places, zeros) => {
        const plain = `${digits}e${-places}`;
        expect(decimalText(`${digits}${'0'.repeat(zeros)}e${-places - zeros}`)).toBe(decimalText(plain));
        expect(decimalText(`${digits + 1n}e${-places}`)).not.toBe(decimalText(plain));
      }),
    );
  });

  it('are equal by value, exactly; floats but for their last digits', () => {
    expect(areEqual(['number', '3'], ['number', '3.00'])).toBe(true);
    expect(areEqual(['number', '3'], ['float', '3'])).toBe(true);
    expect(areEqual(['number', '9007199254740993'], ['number', '9007199254740992'])).toBe(false);
    expect(areEqual(['float', '0.30000000000000004'], ['float', '0.3'])).toBe(true);
    expect(areEqual(['float', '0.3000001'], ['float', '0.3'])).toBe(false);
    expect(areEqual(['float', 'NaN'], ['float', 'NaN'])).toBe(true);
  });

  it('are texts where they stand in a column of texts', () => {
    expect(areEqual(['other', '1'], ['other', '1.0'])).toBe(false);
    expect(areEqual(['number', '1'], ['other', '1.0'])).toBe(false);
  });

  it('are not NULL', () => {
    expect(areEqual(['number', '0'], ['number', null])).toBe(false);
    expect(areEqual(['other', ''], ['other', null])).toBe(false);
    expect(areEqual(['other', null], ['other', null])).toBe(true);
  });
});

describe('where the arms have other ids', () => {
  const v4 = '7f3cf0ea-9b0e-4d1f-8d3a-6f9c2e3b1a55';
  const v7 = '0190a6b2-7c1d-7e2f-9a3b-4c5d6e7f8091';

  it('leaves out columns of ids', () => {
    expect(areEqual(['uuid', v4], ['uuid', v7], true)).toBe(true);
    expect(areEqual(['uuid', v4], ['number', '17'], true)).toBe(true);
    expect(areEqual(['uuid', v4], ['uuid', v7])).toBe(false);
    expect(areEqual(['number', '16'], ['number', '17'], true)).toBe(false);
  });

  it('takes ids within texts for equal, and nothing else', () => {
    const url = (id: string | number) => `https://cdn.example.com/avatars/${id}.jpg`;
    expect(areEqual(['other', url(v4)], ['other', url(v7)], true)).toBe(true);
    expect(areEqual(['other', url(v4)], ['other', url(4711)], true)).toBe(true);
    expect(areEqual(['other', url(v4)], ['other', null], true)).toBe(false);
    expect(areEqual(['other', url(v4)], ['other', url(v7).replace('jpg', 'png')], true)).toBe(false);
    expect(areEqual(['other', '17 likes'], ['other', '18 likes'], true)).toBe(false);
  });

  it('does so within JSON', () => {
    const json = (id: string, likes: number) => `{"likes": ${likes}, "post_id": ${id}}`;
    expect(areEqual(['json', json(`"${v4}"`, 3)], ['json', json(`"${v7}"`, 3)], true)).toBe(true);
    expect(areEqual(['json', json(`"${v4}"`, 3)], ['json', json('17', 3)], true)).toBe(true);
    expect(areEqual(['json', json(`"${v4}"`, 3)], ['json', json('17', 4)], true)).toBe(false);
  });
});
