import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConditions, readSortKey } from './conditions.ts';

const column = (name: string, qualifier: string | null = null) => ({
  kind: 'column',
  qualifier,
  column: name,
});
const value = (text: string) => ({ kind: 'value', text });

describe('conditions', () => {
  it.each([
    ["(user_id = '0f'::uuid)", column('user_id'), '=', value("'0f'")],
    ["((username)::text = 'it''s (x)'::text)", column('username'), '=', value("'it''s (x)'")],
    ['(id = $1)', column('id'), '=', value('$1')],
    ['(following_id = (InitPlan 1).col1)', column('following_id'), '=', value('(InitPlan 1).col1')],
    ['(f.follower_id = u.id)', column('follower_id', 'f'), '=', column('id', 'u')],
    [
      "('2025-01-01'::timestamp with time zone < created_at)",
      column('created_at'),
      '>',
      value("'2025-01-01'"),
    ],
    ["(id = ANY ('{1,2}'::bigint[]))", column('id'), '= ANY', value("'{1,2}'")],
    ["((content)::text ~~ '%a AND b%'::text)", column('content'), '~~', value("'%a AND b%'")],
    ['("order" >= 3)', column('order'), '>=', value('3')],
    ['is_public', column('is_public'), 'is true', null],
    ['(NOT is_read)', column('is_read'), 'is false', null],
    ['(post_id IS NOT NULL)', column('post_id'), 'is not null', null],
  ])('reads %s', (text, left, operator, right) => {
    expect(readConditions(text)).toEqual([{ left, operator, right }]);
  });

  it('reads what must hold together, and leaves out what may', () => {
    const read = readConditions(
      "(is_public AND (a = 1) AND ((b = 2) OR (c = 3)) AND (lower(d) = 'x'::text))",
    );
    expect(read.map(({ operator, left }) => [operator, left.kind])).toEqual([
      ['is true', 'column'],
      ['=', 'column'],
      ['=', 'expression'],
    ]);
  });

  it('keeps the text of an expression', () => {
    const text = "(to_tsvector('english'::regconfig, content) @@ '''a'' & ''b'''::tsquery)";
    expect(readConditions(text)).toEqual([
      {
        left: { kind: 'expression', text: "to_tsvector('english'::regconfig, content)" },
        operator: '@@',
        right: value("'''a'' & ''b'''"),
      },
    ]);
  });

  it('says nothing of a subplan, and never fails', () => {
    expect(readConditions('(NOT (ANY (id = (hashed SubPlan 1).col1)))')).toEqual([]);
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(readConditions(text))));
  });
});

describe('sort keys', () => {
  it.each([
    ['p.created_at DESC', { qualifier: 'p', column: 'created_at', isDescending: true, nulls: null }],
    ['name NULLS FIRST', { qualifier: null, column: 'name', isDescending: false, nulls: 'first' }],
    ['t.a DESC NULLS LAST', { qualifier: 't', column: 'a', isDescending: true, nulls: 'last' }],
    ['(count(DISTINCT c.id)) DESC', undefined],
  ])('reads %s', (text, expected) => {
    expect(readSortKey(text)).toEqual(expected);
  });
});
