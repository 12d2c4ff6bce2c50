import type { Clock } from '../../core/clock.ts';
import type { Operation, OperationError } from '../../core/operation.ts';
import { Client, type ClientListener } from '../client.ts';
import type { Session } from '../session.ts';
import type { ArmOrder } from './arm-order.ts';
import { type Arm, type ByArm, contender, otherArm } from './arms.ts';
import type { PairedWorkload } from './paired-workload.ts';

/** What a pair's client tells the load it belongs to, which decides whether it goes on. */
export interface PairListener {
  paired(client: PairClient): void;
  /** The workload, or the encoding of what it gave, failed. */
  fault(fault: unknown): void;
}

/** How one arm's operation ended. */
export interface ArmEnd {
  nowNs: number;
  rows: number;
  error: OperationError | undefined;
}

/**
 * Two connections, one to each arm: draws an operation, runs it on one and, the moment that has ended, on the other.
 * A pair is run on both arms also when the first failed, so that failures of both are counted alike.
 */
export class PairClient implements ClientListener {
  readonly index: number;
  readonly arms: ByArm<Client>;
  readonly ends: ByArm<ArmEnd> = [noEnd(), noEnd()];
  /** The arm that went, or goes, first. */
  first: Arm = 0;
  isRunning = false;
  /** It has no connection left on one of the arms, and gets none. */
  isOut = false;
  /** The pair under way, if any, is to end with the operation that is running. */
  isStopped = false;
  #operations: ByArm<Operation> | undefined;
  readonly #order: ArmOrder;
  readonly #workload: PairedWorkload;
  readonly #listener: PairListener;

  constructor(
    index: number,
    sessions: ByArm<Session>,
    parts: { clock: Clock; order: ArmOrder; workload: PairedWorkload; listener: PairListener },
  ) {
    this.index = index;
    // Numbered through both arms, as the watch for silent servers and the reconnection count them.
    this.arms = [
      new Client(2 * index, sessions[0], parts.clock, this),
      new Client(2 * index + 1, sessions[1], parts.clock, this),
    ];
    this.#order = parts.order;
    this.#workload = parts.workload;
    this.#listener = parts.listener;
  }

  get isConnected(): boolean {
    return this.arms[0].session.isOpen && this.arms[1].session.isOpen;
  }

  run(): void {
    this.first = this.#order.next();
    this.#operations = this.#workload.next(this.index);
    this.isRunning = true;
    this.#send(this.first);
  }

  started(): void {}

  ended(client: Client, nowNs: number, rows: number, error: OperationError | undefined): void {
    const arm: Arm = client === this.arms[contender] ? 1 : 0;
    const end = this.ends[arm];
    end.nowNs = nowNs;
    end.rows = rows;
    end.error = error;
    if (arm === this.first && !this.isStopped) this.#send(otherArm(arm));
    else {
      this.isRunning = false;
      this.#listener.paired(this);
    }
  }

  lost(): void {}

  #send(arm: Arm): void {
    try {
      this.arms[arm].run(this.#operations![arm]);
    } catch (fault) {
      this.isRunning = false;
      this.#listener.fault(fault);
    }
  }
}

function noEnd(): ArmEnd {
  return { nowNs: 0, rows: 0, error: undefined };
}
