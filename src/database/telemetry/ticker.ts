import type { Clock } from '../../core/clock.ts';
import { nsPerMs } from '../../core/units.ts';

/** `taken` + `skipped` is how often it was due; `failed` ones are among the taken. */
export interface TickCount {
  taken: number;
  skipped: number;
  failed: number;
}

/**
 * Does something at fixed times and never twice at once. What falls due while the last is under way, or is noticed
 * more than half a period late, is skipped and counted: a busy server or client is not made busier, and a sample
 * that comes late would be taken at a moment that is not random.
 */
export class Ticker {
  readonly count: TickCount = { taken: 0, skipped: 0, failed: 0 };
  readonly #clock: Clock;
  readonly #periodNs: number;
  readonly #action: () => Promise<void>;
  #nextNs = 0;
  #callOff = () => {};
  #isRunning = false;
  #underWay: Promise<void> | undefined;

  constructor(clock: Clock, periodMs: number, action: () => Promise<void>) {
    this.#clock = clock;
    this.#periodNs = periodMs * nsPerMs;
    this.#action = action;
  }

  /** The first tick is a period from now. */
  start(): void {
    this.#isRunning = true;
    this.#nextNs = this.#clock.nowNs() + this.#periodNs;
    this.#schedule();
  }

  /** No more ticks. Resolves when the one under way, if any, has ended. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#callOff();
    await this.#underWay;
  }

  #schedule(): void {
    this.#callOff = this.#clock.after((this.#nextNs - this.#clock.nowNs()) / nsPerMs, () => this.#due());
  }

  #due(): void {
    if (!this.#isRunning) return;
    const nowNs = this.#clock.nowNs();
    const isLate = nowNs - this.#nextNs > this.#periodNs / 2;
    if (isLate || this.#underWay) this.count.skipped++;
    else this.#run();
    this.#nextNs += this.#periodNs;
    // Those that a blocked process has slept through.
    while (this.#nextNs <= nowNs) {
      this.count.skipped++;
      this.#nextNs += this.#periodNs;
    }
    this.#schedule();
  }

  #run(): void {
    this.count.taken++;
    const fail = () => {
      this.count.failed++;
    };
    const done = () => {
      this.#underWay = undefined;
    };
    this.#underWay = this.#action().catch(fail).then(done);
  }
}
