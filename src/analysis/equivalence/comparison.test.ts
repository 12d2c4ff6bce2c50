import { describe, expect, it } from 'vitest';
import { Stream } from '../../core/random.ts';
import type { Answer, ResultOrder, Row } from './answer.ts';
import { compareAnswers } from './comparison.ts';
import { compareWithTies, type LongAnswer } from './limit-ties.ts';
import { volatileColumns } from './volatility.ts';

const columns = ['id', 'day', 'likes'];
const answer = (rows: readonly Row[]): Answer => ({ columns, kinds: ['number', 'other', 'number'], rows });
const byDay: ResultOrder = { keys: [1], limit: null, skips: false };
const unordered: ResultOrder = { keys: [], limit: null, skips: false };
const rows: Row[] = [
  ['1', 'fri', '5'],
  ['2', 'fri', '7'],
  ['3', 'thu', '0'],
  ['4', 'mon', null],
];

describe('two answers', () => {
  const compare = (contender: readonly Row[], order = byDay) =>
    compareAnswers(answer(rows), answer(contender), order);

  it('are equal whatever the order of rows that tie', () => {
    expect(compare(rows)).toBe('equal');
    expect(compare([rows[1]!, rows[0]!, rows[2]!, rows[3]!])).toBe('equal');
    expect(compare([...rows].reverse(), unordered)).toBe('equal');
    expect(compareAnswers(answer([]), answer([]), byDay)).toBe('equal');
  });

  it.each<[string, Row[], object]>([
    [
      'a lost row',
      [rows[0]!, rows[2]!, rows[3]!],
      {
        row: 2,
        baseline: rows[1],
        contender: null,
        what: 'the baseline has 4 rows, the contender 3: row 2 of the baseline is missing',
      },
    ],
    [
      'a doubled row',
      [rows[0]!, rows[1]!, rows[1]!, rows[2]!, rows[3]!],
      {
        row: 3,
        baseline: null,
        contender: rows[1],
        what: 'the baseline has 4 rows, the contender 5: row 3 of the contender is there too often',
      },
    ],
    [
      'a row too many',
      [...rows, ['5', 'sun', '1']],
      {
        row: 5,
        baseline: null,
        contender: ['5', 'sun', '1'],
        what: 'the baseline has 4 rows, the contender 5: row 5 of the contender is one too many',
      },
    ],
    [
      'another value',
      [rows[0]!, ['2', 'fri', '14'], rows[2]!, rows[3]!],
      {
        row: 2,
        baseline: rows[1],
        contender: ['2', 'fri', '14'],
        what: 'in row 2 likes is 7 on the baseline, 14 on the contender',
      },
    ],
    [
      'another value among rows that come in another order',
      [['2', 'fri', '14'], rows[0]!, rows[2]!, rows[3]!],
      {
        row: 2,
        baseline: rows[1],
        contender: ['2', 'fri', '14'],
        what: 'in row 2 likes is 7 on the baseline, 14 on the contender',
      },
    ],
    [
      'NULL for a value',
      [rows[0]!, rows[1]!, rows[2]!, ['4', 'mon', '0']],
      {
        row: 4,
        baseline: rows[3],
        contender: ['4', 'mon', '0'],
        what: 'in row 4 likes is NULL on the baseline, 0 on the contender',
      },
    ],
    [
      'a wrong order',
      [rows[2]!, rows[0]!, rows[1]!, rows[3]!],
      {
        row: 1,
        baseline: rows[0],
        contender: rows[2],
        what: 'the same rows in another order: in row 1 day is fri on the baseline, thu on the contender',
      },
    ],
    [
      'another row',
      [rows[0]!, rows[1]!, ['9', 'wed', '8'], rows[3]!],
      {
        row: 3,
        baseline: rows[2],
        contender: ['9', 'wed', '8'],
        what: 'in row 3 id is 3 on the baseline, 9 on the contender; also different: day, likes',
      },
    ],
  ])('differ by %s', (_, contender, difference) => {
    expect(compare(contender)).toEqual(difference);
  });

  it('differ by their columns', () => {
    const renamed = { ...answer(rows), columns: ['id', 'day', 'love'] };
    expect(compareAnswers(answer(rows), renamed, byDay)).toMatchObject({
      row: 0,
      what: 'column 3 is likes on the baseline, love on the contender',
    });
    const fewer: Answer = { columns: ['id'], kinds: ['number'], rows: [] };
    expect(compareAnswers(answer([]), fewer, byDay)).toMatchObject({
      what: 'the baseline has 3 columns (id, day, likes), the contender 1 (id)',
    });
  });

  it('may differ where a column is left out, which is no key any more', () => {
    const others = rows.map(([, day, likes], i) => [String(90 - i), day!, likes!]);
    const order: ResultOrder = { keys: [0], limit: null, skips: false };
    const leniency = { omitted: new Set([0]), hasOtherIds: false };
    expect(compareAnswers(answer(rows), answer(others.reverse()), order, leniency)).toBe('equal');
  });
});

describe('a limit', () => {
  const limited: ResultOrder = { keys: [1], limit: 3, skips: false };
  const all: Row[] = [
    ['1', 'fri', '5'],
    ['2', 'thu', '7'],
    ['3', 'wed', '0'],
    ['4', 'wed', '1'],
    ['5', 'mon', '1'],
  ];
  const long: LongAnswer = { rows: all, isWhole: true };
  const first = answer(all.slice(0, 3));
  const withLast = (...last: Row[]) => answer([all[0]!, all[1]!, ...last]);

  it('leaves open which of the rows that tie there are shown', () => {
    expect(compareAnswers(first, withLast(all[3]!), limited)).toBe('needs-ties');
    expect(compareWithTies(first, withLast(all[3]!), long, limited)).toBe('equal');
  });

  it('leaves nothing else open', () => {
    const wrong = withLast(['4', 'wed', '2']);
    expect(compareAnswers(first, wrong, limited)).toBe('needs-ties');
    expect(compareWithTies(first, wrong, long, limited)).toMatchObject({
      row: 3,
      contender: ['4', 'wed', '2'],
      what: 'in row 3 id is 3 on the baseline, 4 on the contender; also different: likes, and it is none of the 2 rows that tie there',
    });
    expect(compareAnswers(first, answer(all.slice(0, 2)), limited)).toMatchObject({ row: 3 });
    expect(compareAnswers(first, answer(all.slice(0, 4)), limited)).toMatchObject({ row: 4 });
  });

  it('does not let a row be shown twice', () => {
    const four = { ...limited, limit: 4 };
    const [ours, theirs] = [answer(all.slice(0, 4)), withLast(all[2]!, all[2]!)];
    expect(compareAnswers(ours, theirs, four)).toBe('needs-ties');
    expect(compareWithTies(ours, theirs, long, four)).toMatchObject({ row: 4 });
  });

  it('that is not reached leaves nothing open', () => {
    const order = { ...limited, limit: 4 };
    expect(compareAnswers(first, withLast(all[3]!), order)).toMatchObject({ row: 3 });
  });

  it('needs rows as far as the ties go', () => {
    const short = { rows: all.slice(0, 4), isWhole: false };
    expect(compareWithTies(first, withLast(all[3]!), short, limited)).toBe('needs-more');
    expect(compareWithTies(first, withLast(all[3]!), { ...short, isWhole: true }, limited)).toBe('equal');
  });

  it('cannot be judged by rows that the baseline is no part of', () => {
    const other = { rows: [...all.slice(1), all[0]!], isWhole: true };
    expect(compareWithTies(first, withLast(all[3]!), other, limited)).toBe('unfit');
  });

  it('with OFFSET leaves open both ends', () => {
    const ties: Row[] = ['a', 'a', 'a', 'b', 'c', 'c'].map((key, i) => [String(i), key, '0']);
    const order: ResultOrder = { keys: [1], limit: 3, skips: true };
    const [ours, theirs] = [answer(ties.slice(2, 5)), answer([ties[0]!, ties[3]!, ties[5]!])];
    expect(compareAnswers(ours, theirs, order)).toBe('needs-ties');
    expect(compareWithTies(ours, theirs, { rows: ties, isWhole: true }, order)).toBe('equal');
    const stranger = answer([ties[0]!, ['9', 'b', '0'], ties[5]!]);
    expect(compareAnswers(ours, stranger, order)).toMatchObject({ row: 2 });
  });
});

it('finds columns that differ from one execution to the next', () => {
  const at = (times: string[]) => answer(times.map((time, i) => [String(i), time, '1']));
  expect(volatileColumns(at(['x', 'y']), at(['x', 'y']), unordered)).toEqual([]);
  expect(volatileColumns(at(['x', 'y']), at(['y', 'z']), unordered)).toEqual([1]);
  expect(volatileColumns(at(['x', 'y']), at(['x']), unordered)).toBe('all');
  expect(volatileColumns(at(['x', 'y']), at(['y', 'x']), unordered)).toBe('all');
});

describe.each(Array.from({ length: 50 }, (_, seed) => seed))('seed %i', (seed) => {
  const random = new Stream(seed, 'equivalence').sequence(0);
  // Few keys and few values: most rows tie, and some are there several times.
  const table: Row[] = Array.from({ length: 5 + random.below(40) }, () => [
    String(random.below(30)),
    String.fromCharCode(97 + random.below(4)),
    String(random.below(3)),
  ]);

  function shuffled(from: readonly Row[]): Row[] {
    const into = [...from];
    for (let i = into.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [into[i], into[j]] = [into[j]!, into[i]!];
    }
    return into;
  }

  /** As a server may answer: any order among ties. */
  function ask(order: ResultOrder, offset = 0): Row[] {
    const sorted = shuffled(table).sort((a, b) => {
      const key = order.keys.find((column) => a[column] !== b[column]);
      return key === undefined ? 0 : a[key]! < b[key]! ? -1 : 1;
    });
    return sorted.slice(offset, typeof order.limit === 'number' ? offset + order.limit : undefined);
  }

  const orders: [ResultOrder, offset: number][] = [[], [1], [1, 2]].flatMap((keys) => [
    [{ keys, limit: null, skips: false }, 0],
    [{ keys, limit: 1 + random.below(table.length), skips: false }, 0],
    [{ keys, limit: 1 + random.below(table.length - 2), skips: true }, 1 + random.below(2)],
    [{ keys, limit: 'unknown', skips: false }, 0],
  ]);

  function verdict(ours: readonly Row[], theirs: readonly Row[], order: ResultOrder) {
    const compared = compareAnswers(answer(ours), answer(theirs), order);
    if (compared !== 'needs-ties') return compared;
    const long = { rows: ask({ ...order, limit: null }), isWhole: true };
    return compareWithTies(answer(ours), answer(theirs), long, order);
  }

  it.each(orders)('ties and missing order are no difference: %o', (order, offset) => {
    expect(verdict(ask(order, offset), ask(order, offset), order)).toBe('equal');
  });

  it.each(orders)('faults are: %o', (order, offset) => {
    const right = ask(order, offset);
    const at = random.below(right.length);
    const faults: Record<string, Row[]> = {
      lost: right.toSpliced(at, 1),
      doubled: right.toSpliced(at, 0, right[at]!),
      // 100 is a value that no row has.
      count: right.with(at, right[at]!.with(2, '100')),
      stale: right.with(at, right[at]!.with(0, '100')),
    };
    const keys = right.map((row) => row[1]);
    const swap = keys.findIndex((key, i) => i > 0 && key !== keys[i - 1]);
    if (order.keys.length > 0 && swap > 0) {
      faults.order = right.with(swap, right[swap - 1]!).with(swap - 1, right[swap]!);
    }
    for (const [fault, wrong] of Object.entries(faults)) {
      const judged = verdict(ask(order, offset), wrong, order);
      expect(typeof judged === 'object' && judged.what, fault).toEqual(expect.any(String));
    }
  });
});
