/**
 * Progress on stderr: lines redrawn in place in a terminal, a plain line now and then elsewhere (a log of CI should
 * show that work goes on, and no more).
 */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #isTerminal: boolean;
  readonly #plainEveryMs: number;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #drawnLines = 0;

  constructor(stream: NodeJS.WriteStream = process.stderr, plainEveryMs = 10_000) {
    this.#stream = stream;
    this.#isTerminal = stream.isTTY === true && process.env.TERM !== 'dumb';
    this.#plainEveryMs = plainEveryMs;
    if (!this.#isTerminal) this.#drawnAt = performance.now();
  }

  /** One of the two is called, and only when it is due: `lines`, where given, draws several in a terminal. */
  update(line: (width: number) => string, lines?: (width: number) => string[]): void {
    const now = performance.now();
    if (now - this.#drawnAt < (this.#isTerminal ? 100 : this.#plainEveryMs)) return;
    this.#drawnAt = now;
    const width = Math.max(20, (this.#stream.columns ?? 100) - 1);
    if (this.#isTerminal) this.#draw(lines?.(width) ?? [line(width)]);
    else this.#stream.write(`${line(width)}\n`);
  }

  /** A line that stays. */
  print(line: string): void {
    this.clear();
    this.#stream.write(`${line}\n`);
    // Nothing is drawn now: what comes next is shown at once.
    if (this.#isTerminal) this.#drawnAt = Number.NEGATIVE_INFINITY;
  }

  clear(): void {
    if (this.#drawnLines > 0) this.#stream.write(`${this.#home()}\u001b[J`);
    this.#drawnLines = 0;
  }

  /** All at once, so that nothing flickers: back to the first line, each line over the old one, the rest cleared. */
  #draw(lines: readonly string[]): void {
    this.#stream.write(`${this.#home()}${lines.map((line) => `${line}\u001b[K`).join('\n')}\u001b[J`);
    this.#drawnLines = lines.length;
  }

  /** The cursor is at the end of the last line drawn. */
  #home(): string {
    return this.#drawnLines > 1 ? `\r\u001b[${this.#drawnLines - 1}A` : '\r';
  }
}
