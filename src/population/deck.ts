import type { Stream } from '../core/random.ts';

/** Different orders of a round, before it is shifted: a power of two, so that some bits of a hash choose one. */
const orderBits = 6;
const orders = 1 << orderBits;
const perShift = 1 / 2 ** (32 - orderBits);

/**
 * Users dealt like cards: each round of `size` consecutive joiners holds every position 0..size-1 exactly once,
 * in an order of its own. So the mix of positions is the same at every time, and both "which position has this
 * user" and "who holds this position in that round" are computed, not stored. Communities, activity and
 * popularity are three decks.
 */
export class Deck {
  readonly size: number;
  readonly #perSize: number;
  readonly #stream: Stream;
  /** Multipliers coprime to the size, and their inverses: position = (multiplier x place + shift) mod size. */
  readonly #multipliers: Uint32Array;
  readonly #inverses: Uint32Array;

  constructor(size: number, stream: Stream) {
    this.size = Math.max(1, size);
    this.#perSize = 1 / this.size;
    this.#stream = stream;
    const pairs = coprimes(this.size, orders);
    const pairOf = (order: number) => pairs[order % pairs.length]!;
    this.#multipliers = Uint32Array.from({ length: orders }, (_, order) => pairOf(order)[0]);
    this.#inverses = Uint32Array.from({ length: orders }, (_, order) => pairOf(order)[1]);
  }

  roundOf(user: number): number {
    return this.#quotient(user);
  }

  /** Complete rounds among the first `users` users. */
  rounds(users: number): number {
    return this.#quotient(users);
  }

  positionOf(user: number): number {
    const round = this.roundOf(user);
    const key = this.#stream.hash(round);
    const multiplier = this.#multipliers[key & (orders - 1)]!;
    const place = multiplier * (user - round * this.size) + this.#shiftOf(key);
    return place - this.#quotient(place) * this.size;
  }

  userAt(position: number, round: number): number {
    const key = this.#stream.hash(round);
    const inverse = this.#inverses[key & (orders - 1)]!;
    const distance = position - this.#shiftOf(key);
    const place = inverse * (distance < 0 ? distance + this.size : distance);
    return (round - this.#quotient(place)) * this.size + place;
  }

  /**
   * How many whole sizes there are in a number below 2^50. A multiplication instead of a division, several times as
   * fast: half a unit keeps the product further from whole numbers than it can be wrong.
   */
  #quotient(of: number): number {
    return Math.floor((of + 0.5) * this.#perSize);
  }

  #shiftOf(key: number): number {
    return Math.floor((key >>> orderBits) * perShift * this.size);
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Up to `limit` multipliers spread over [1, size) that are coprime to size, each with its inverse modulo size. */
function coprimes(size: number, limit: number): [number, number][] {
  if (size === 1) return [[1, 1]];
  const pairs: [number, number][] = [];
  const step = Math.max(1, Math.floor(size / limit));
  for (let candidate = 1; candidate < size && pairs.length < limit; candidate += step) {
    let multiplier = candidate;
    while (multiplier < size && greatestCommonDivisor(multiplier, size) !== 1) multiplier++;
    if (multiplier < size) pairs.push([multiplier, inverseModulo(multiplier, size)]);
  }
  return pairs;
}

/** Extended Euclid. */
function inverseModulo(value: number, modulus: number): number {
  let [r0, r1, t0, t1] = [modulus, value, 0, 1];
  while (r1 !== 0) {
    const quotient = Math.floor(r0 / r1);
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  return ((t0 % modulus) + modulus) % modulus;
}
