/** Message types of the frontend, by their first byte; a connection's first messages have none. */
export const backendBound = {
  /** Startup, SSLRequest, GSSENCRequest and CancelRequest, told apart by their first number. */
  startup: 0,
  bind: 0x42, // B
  describe: 0x44, // D
  execute: 0x45, // E
  flush: 0x48, // H
  parse: 0x50, // P
  query: 0x51, // Q
  sync: 0x53, // S
  terminate: 0x58, // X
} as const;

const nothing = Buffer.alloc(0);
/** Longer than anything that a load sends: a stub should not gather gigabytes for a stray client. */
const longestMessage = 1 << 26;

/** Cuts what a client sends into messages, however it was split into packets. */
export class FrontendScanner {
  /** Until the startup packet has come, messages have no type byte. */
  isStarted = false;
  #held: Buffer = nothing;

  push(chunk: Buffer): void {
    this.#held = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
  }

  /**
   * Hands over the whole messages, body without type and length, until `take` returns false: the rest is kept for the
   * next call. Throws when the bytes are not PostgreSQL's protocol.
   */
  drain(take: (type: number, body: Buffer) => boolean): void {
    let at = 0;
    const bytes = this.#held;
    for (;;) {
      const header = this.isStarted ? 1 : 0;
      if (at + header + 4 > bytes.length) break;
      const length = bytes.readInt32BE(at + header);
      if (length < 4 || length > longestMessage) throw new Error(`a message of length ${length}`);
      const end = at + header + length;
      if (end > bytes.length) break;
      const type = header === 0 ? backendBound.startup : bytes[at]!;
      const body = bytes.subarray(at + header + 4, end);
      at = end;
      if (!take(type, body)) break;
    }
    this.#held = at === bytes.length ? nothing : bytes.subarray(at);
  }
}

/** The zero-terminated text from `from` on, and where the next field begins. */
export function textAt(body: Buffer, from: number): { text: string; next: number } {
  const end = body.indexOf(0, from);
  if (end < 0) throw new Error('a text without an end');
  return { text: body.toString('utf8', from, end), next: end + 1 };
}
