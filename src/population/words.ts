const space = 0x20;

/**
 * Words of ASCII letters, kept so that writing one is a few stores of four bytes each: every word fills up whole
 * numbers of four bytes with spaces, of which there is one at least.
 */
export class Words {
  /** All words on end, little-endian. */
  readonly #quads: Int32Array;
  /** Where each word begins among the quads; one more, for the end. */
  readonly #starts: Uint32Array;
  readonly #lengths: Uint8Array;

  constructor(words: readonly string[]) {
    this.#lengths = Uint8Array.from(words, (word) => word.length);
    this.#starts = new Uint32Array(words.length + 1);
    words.forEach((word, i) => {
      this.#starts[i + 1] = this.#starts[i]! + Math.floor(word.length / 4) + 1;
    });
    this.#quads = new Int32Array(this.#starts[words.length]!);
    words.forEach((word, i) => {
      for (let quad = this.#starts[i]!; quad < this.#starts[i + 1]!; quad++) {
        this.#quads[quad] = quadOf(word, 4 * (quad - this.#starts[i]!));
      }
    });
  }

  /** Writes a word, a space and up to three more behind it; returns where the first space is. */
  write(word: number, into: DataView, at: number): number {
    const quads = this.#quads;
    const end = this.#starts[word + 1]!;
    let quadAt = at;
    for (let quad = this.#starts[word]!; quad < end; quad++) {
      into.setInt32(quadAt, quads[quad]!, true);
      quadAt += 4;
    }
    return at + this.#lengths[word]!;
  }
}

/** Four characters from a place on, spaces beyond the end. */
function quadOf(word: string, from: number): number {
  let quad = 0;
  for (let i = 3; i >= 0; i--) {
    quad = (quad << 8) | (from + i < word.length ? word.charCodeAt(from + i) : space);
  }
  return quad;
}
