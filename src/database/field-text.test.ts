import { expect, it } from 'vitest';
import { fieldText } from './field-text.ts';

const bytes = (hex: string) => Buffer.from(hex, 'hex');

it.each([
  ['uuid', bytes('0192f0a17b3c7def8123456789abcdef'), '0192f0a1-7b3c-7def-8123-456789abcdef'],
  ['text', Buffer.from('a "b"\n'), '"a \\"b\\"\\n"'],
  ['character varying(50)', Buffer.from('é'), '"é"'],
  ['boolean', bytes('01'), 'true'],
  ['boolean', bytes('00'), 'false'],
  ['integer', bytes('fffffffe'), '-2'],
  ['date', bytes('00000001'), '2000-01-02'],
  ['timestamp without time zone', bytes('0000000000000001'), '2000-01-01 00:00:00.000001'],
  ['timestamp without time zone', bytes('ffffffffffffffff'), '1999-12-31 23:59:59.999999'],
  ['timestamp without time zone', bytes('7fffffffffffffff'), 'infinity'],
  ['jsonb', Buffer.concat([bytes('01'), Buffer.from('{"a": 1}')]), '{"a": 1}'],
  ['text[]', bytes('000000000000000000000019'), '{}'],
  [
    'text[]',
    bytes(`${'00000001'.repeat(2)}00000019${'00000002'}${'00000001'}0000000161ffffffff`),
    '{"a", NULL}',
  ],
  ['integer', bytes('0001'), '\\x0001'],
  ['point', bytes('0001'), '\\x0001'],
])('shows a %s as a person reads it', (type, field, text) => {
  expect(fieldText(type, field)).toBe(text);
  expect(fieldText(type, null)).toBe('NULL');
});
