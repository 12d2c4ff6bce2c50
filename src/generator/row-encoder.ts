import { type IdSpace, maxTextLength } from '../population/ids.ts';
import type { ByteSink } from '../population/text.ts';

const signature = Uint8Array.from([0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00]);
/** Microseconds from 1970 to PostgreSQL's epoch, 2000-01-01; days likewise. */
const epochUs = 946_684_800_000_000;
const epochDays = 10_957;
const textOid = 25;
const jsonbVersion = 1;
/** Not looked up on the string: V8 has half a dozen kinds of them, and would search anew for each character. */
const { charCodeAt } = String.prototype;
const [quote, minus, point, zero] = [0x22, 0x2d, 0x2e, 0x30];

/**
 * Writes rows in PostgreSQL's binary COPY format, into one growing buffer.
 * Source: PostgreSQL documentation, COPY, "Binary Format"; field formats from each type's `recv` function.
 */
export class RowEncoder implements ByteSink {
  bytes: Buffer;
  view: DataView;
  length = 0;
  #lengthAt = 0;
  #arrayAt = 0;

  constructor(capacity = 1 << 20) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Starts over in the same memory. */
  clear(): void {
    this.length = 0;
  }

  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length + more));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  header(): void {
    this.reserve(19);
    this.bytes.set(signature, this.length);
    this.bytes.fill(0, this.length + 11, this.length + 19); // no flags, no extension
    this.length += 19;
  }

  trailer(): void {
    this.reserve(2);
    this.bytes.writeInt16BE(-1, this.length);
    this.length += 2;
  }

  /** Starts a row. Also makes room for its fixed-size fields: 64 bytes a column are more than any takes. */
  row(columns: number): void {
    this.reserve(2 + columns * 64);
    this.#int16(columns);
  }

  null(): void {
    this.#int32(-1);
  }

  /** `timeMs` as in {@link IdSpace.write}. */
  id(space: IdSpace, ordinal: number, part = 0, timeMs?: number): void {
    const at = this.length;
    const { bytes } = space;
    this.view.setInt32(at, bytes);
    space.write(ordinal, part, this.view, at + 4, timeMs);
    this.length = at + 4 + bytes;
  }

  boolean(value: boolean): void {
    this.#int32(1);
    this.bytes[this.length++] = value ? 1 : 0;
  }

  integer(value: number): void {
    this.#int32(4);
    this.#int32(value);
  }

  /** A timestamp without time zone, from milliseconds since 1970 (fractions give microseconds). */
  timestamp(ms: number): void {
    const us = Math.floor(ms * 1000) - epochUs;
    const at = this.length;
    this.view.setInt32(at, 8);
    this.view.setInt32(at + 4, Math.floor(us / 0x1_0000_0000));
    this.view.setInt32(at + 8, us);
    this.length = at + 12;
  }

  /** A date, from milliseconds since 1970. */
  date(ms: number): void {
    this.integer(Math.floor(ms / 86_400_000) - epochDays);
  }

  /** text and varchar. */
  text(value: string): void {
    this.openText();
    this.append(value);
    this.closeText();
  }

  /** Starts a text field; what is written until {@link closeText} is its UTF-8 content. */
  openText(): void {
    this.#lengthAt = this.length;
    this.length += 4;
  }

  append(value: string): void {
    const { length } = value;
    this.reserve(length * 3 + 64);
    const { bytes } = this;
    let at = this.length;
    // Short ASCII, nearly all there is, costs less here than the call into native code.
    for (let i = 0; i < length; i++) {
      const unit = charCodeAt.call(value, i);
      if (unit >= 0x80) {
        at = this.length + bytes.write(value, this.length, 'utf8');
        break;
      }
      bytes[at++] = unit;
    }
    this.length = at;
  }

  /** A whole number in decimal digits, within a text or JSON field; with `places`, the last so many after a point. */
  appendDecimal(value: number, places = 0): void {
    this.reserve(64);
    let rest = Math.abs(value);
    const { bytes } = this;
    let at = this.length;
    if (value < 0) bytes[at++] = minus;
    let digits = 1;
    for (let power = 10; rest >= power || digits <= places; power *= 10) digits++;
    const end = at + digits + (places > 0 ? 1 : 0);
    for (let digit = 0, to = end; digit < digits; digit++) {
      if (digit === places && places > 0) bytes[--to] = point;
      bytes[--to] = zero + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.length = end;
  }

  /** An id as text, within a text or JSON field. */
  appendId(space: IdSpace, ordinal: number, part = 0, timeMs?: number): void {
    this.reserve(maxTextLength + 64);
    this.length += space.writeText(ordinal, part, this.bytes, this.length, timeMs);
  }

  /** An id as a JSON value. */
  appendJsonId(space: IdSpace, ordinal: number): void {
    // appendId makes more room than it takes: enough for both quotes.
    this.reserve(1);
    if (!space.isNumeric) this.bytes[this.length++] = quote;
    this.appendId(space, ordinal);
    if (!space.isNumeric) this.bytes[this.length++] = quote;
  }

  /** The address of a file that is named after its owner's id: within a text or JSON field. */
  appendUrl(
    folder: string,
    space: IdSpace,
    ordinal: number,
    part: number,
    extension: string,
    timeMs?: number,
  ): void {
    this.append('https://cdn.example.com/');
    this.append(folder);
    this.append('/');
    this.appendId(space, ordinal, part, timeMs);
    this.append(extension);
  }

  url(
    folder: string,
    space: IdSpace,
    ordinal: number,
    part: number,
    extension: string,
    timeMs?: number,
  ): void {
    this.openText();
    this.appendUrl(folder, space, ordinal, part, extension, timeMs);
    this.closeText();
  }

  closeText(): void {
    // Rows go on after this field: keep room for the fixed-size ones that follow.
    this.reserve(1024);
    this.view.setInt32(this.#lengthAt, this.length - this.#lengthAt - 4);
  }

  /** As {@link openText}, for JSON. */
  openJsonb(): void {
    this.openText();
    this.bytes[this.length++] = jsonbVersion;
  }

  jsonb(json: string): void {
    this.openJsonb();
    this.append(json);
    this.closeText();
  }

  /** text[] of one dimension, or empty. */
  textArray(values: readonly string[]): void {
    this.openTextArray(values.length);
    for (const value of values) this.text(value);
    this.closeTextArray();
  }

  /** Starts a text[] of so many values, which are to follow as texts. */
  openTextArray(count: number): void {
    this.#arrayAt = this.length;
    this.length += 4;
    this.#int32(count === 0 ? 0 : 1); // dimensions
    this.#int32(0); // no nulls
    this.#int32(textOid);
    if (count === 0) return;
    this.#int32(count);
    this.#int32(1); // lower bound
  }

  closeTextArray(): void {
    this.view.setInt32(this.#arrayAt, this.length - this.#arrayAt - 4);
  }

  #int16(value: number): void {
    this.view.setInt16(this.length, value);
    this.length += 2;
  }

  #int32(value: number): void {
    this.view.setInt32(this.length, value);
    this.length += 4;
  }
}
