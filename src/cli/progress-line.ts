/**
 * Progress on stderr: one line redrawn in a terminal, a plain line now and then elsewhere (a log of CI should show
 * that work goes on, and no more).
 */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #isTerminal: boolean;
  readonly #plainEveryMs: number;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #isDrawn = false;

  constructor(stream: NodeJS.WriteStream = process.stderr, plainEveryMs = 10_000) {
    this.#stream = stream;
    this.#isTerminal = stream.isTTY === true && process.env.TERM !== 'dumb';
    this.#plainEveryMs = plainEveryMs;
    if (!this.#isTerminal) this.#drawnAt = performance.now();
  }

  /** `render` is called only when the line is due. */
  update(render: (width: number) => string): void {
    const now = performance.now();
    if (now - this.#drawnAt < (this.#isTerminal ? 100 : this.#plainEveryMs)) return;
    this.#drawnAt = now;
    const width = Math.max(20, (this.#stream.columns ?? 100) - 1);
    if (this.#isTerminal) {
      this.#stream.write(`\r\u001b[K${render(width)}`);
      this.#isDrawn = true;
    } else this.#stream.write(`${render(width)}\n`);
  }

  /** A line that stays. */
  print(line: string): void {
    this.clear();
    this.#stream.write(`${line}\n`);
  }

  clear(): void {
    if (this.#isDrawn) this.#stream.write('\r\u001b[K');
    this.#isDrawn = false;
  }
}
