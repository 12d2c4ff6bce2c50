import { Stream } from '../core/random.ts';
import { type EntityKind, type IdSpace, maxTextLength } from './ids.ts';

const hexDigits = new TextEncoder().encode('0123456789abcdef');
const binary = new Uint8Array(16);
const binaryView = new DataView(binary.buffer);

/** Keys that are UUIDs. The kind keys the bijection, so that ids of different tables look unrelated. */
export abstract class UuidSpace implements IdSpace {
  readonly bytes = 16;
  readonly isNumeric = false;
  protected readonly key0: number;
  protected readonly key1: number;
  protected readonly key2: number;
  protected readonly key3: number;

  constructor(seed: number, kind: EntityKind) {
    const stream = new Stream(seed, `id/${kind}`);
    [this.key0, this.key1, this.key2, this.key3] = [0, 1, 2, 3].map((round) => stream.u32(round) | 0) as [
      number,
      number,
      number,
      number,
    ];
  }

  abstract write(ordinal: number, part: number, into: DataView, offset: number, timeMs?: number): void;

  writeText(ordinal: number, part: number, into: Uint8Array, offset: number, timeMs?: number): number {
    this.write(ordinal, part, binaryView, 0, timeMs);
    let at = offset;
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) into[at++] = 0x2d; // '-'
      into[at++] = hexDigits[binary[i]! >>> 4]!;
      into[at++] = hexDigits[binary[i]! & 0x0f]!;
    }
    return at - offset;
  }

  text(ordinal: number, part = 0, timeMs?: number): string {
    const characters = Buffer.allocUnsafe(maxTextLength);
    return characters.toString('latin1', 0, this.writeText(ordinal, part, characters, 0, timeMs));
  }
}
