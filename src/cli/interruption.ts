import { exitCodes } from '../core/errors.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A command that has not ended by itself so long after it was interrupted is ended: a person expects it within 3 s. */
const patienceMs = 2_500;

/** Turns the first Ctrl-C (or a polite kill) into an abort signal; the second ends the process at once. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #listener = () => {
    if (this.#controller.signal.aborted) this.#end();
    setTimeout(() => this.#end(), patienceMs).unref();
    this.#controller.abort(new Error('interrupted'));
  };

  constructor() {
    for (const signal of signals) process.on(signal, this.#listener);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  dispose(): void {
    for (const signal of signals) process.off(signal, this.#listener);
  }

  /** Whatever is under way: an embedded server is stopped by its supervisor, a transaction rolled back by its server. */
  #end(): never {
    process.stderr.write('bench: interrupted\n');
    process.exit(exitCodes.interrupted);
  }
}
