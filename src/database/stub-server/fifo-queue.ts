/**
 * One queue before `servers` alike servers, first come, first served, in virtual time: when an operation departs is known
 * when it arrives. No error of a timer adds up: an answer that is sent late delays no other.
 */
export class FifoQueue {
  /** When each server has finished all that it has been given. */
  readonly #freeNs: Float64Array;

  constructor(servers = 1) {
    this.#freeNs = new Float64Array(servers);
  }

  /** Takes the next arrival; returns when it departs. Arrivals come in order of time. */
  departureNs(arrivalNs: number, serviceNs: number): number {
    const first = this.#freeNs.indexOf(Math.min(...this.#freeNs));
    const departureNs = Math.max(arrivalNs, this.#freeNs[first]!) + serviceNs;
    this.#freeNs[first] = departureNs;
    return departureNs;
  }
}
