import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BindEncoder } from './bind-encoder.ts';

/** Bind, Execute and Sync as the manual describes them ("Message Formats"), read without the encoder's help. */
function read(message: Buffer) {
  let at = 0;
  const take = (size: number) => {
    const bytes = message.subarray(at, at + size);
    at += size;
    return bytes;
  };
  const type = () => take(1).toString();
  const int16 = () => take(2).readInt16BE();
  const int32 = () => take(4).readInt32BE();
  const text = () =>
    take(message.indexOf(0, at) + 1 - at)
      .toString('utf8')
      .slice(0, -1);
  const value = () => {
    const size = int32();
    return size < 0 ? null : take(size).toString('utf8');
  };
  const list = <T>(item: () => T) => Array.from({ length: int16() }, item);
  const bind = {
    type: type(),
    end: at + int32(),
    portal: text(),
    statement: text(),
    parameterFormats: list(int16),
    values: list(value),
    resultFormats: list(int16),
  };
  const bindEnd = at;
  const execute = { type: type(), length: int32(), portal: text(), rows: int32() };
  const sync = { type: type(), length: int32() };
  return { bind, bindEnd, execute, sync, rest: message.length - at };
}

const value = fc.option(fc.string({ unit: 'binary', maxLength: 200 }));

it('writes messages that read back as the values, one operation after another', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 3 }), { maxLength: 6 }),
      fc.array(fc.tuple(value, value, value, value), { minLength: 1, maxLength: 8 }),
      (parameters, operations) => {
        const encoder = new BindEncoder('bench_0_0', parameters);
        for (const values of operations) {
          encoder.encode(values);
          const { bind, bindEnd, execute, sync, rest } = read(encoder.message);
          expect(bind).toEqual({
            type: 'B',
            end: bindEnd,
            portal: '',
            statement: 'bench_0_0',
            parameterFormats: [],
            values: parameters.map((index) => values[index]),
            resultFormats: [],
          });
          expect(execute).toEqual({ type: 'E', length: 9, portal: '', rows: 0 });
          expect(sync).toEqual({ type: 'S', length: 4 });
          expect(rest).toBe(0);
        }
      },
    ),
  );
});
