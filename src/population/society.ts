import { QuantileTable, ShareTable } from '../core/distributions.ts';
import { exp, ln, pow } from '../core/portable-math.ts';
import { type RandomSequence, Stream } from '../core/random.ts';
import { Deck } from './deck.ts';
import type { Profile } from './profile.ts';

/** Positions of the activity and popularity decks: a position is one per cent of the users. */
const percentiles = 100;

/** How often an account is drawn again that does not exist yet. */
const popularAttempts = 16;
/**
 * So many times more often than by popularity alone the first accounts are drawn, because others do not exist yet:
 * the integral of (1 - (1 - x)^16) / x over the share x of users who have joined, which is a harmonic number.
 */
const advantageOfTheFirst = Array.from({ length: popularAttempts }, (_, i) => 1 / (i + 1)).reduce(
  (sum, term) => sum + term,
);

/**
 * Who is active, who is popular and who knows whom, at any time. Every draw takes `alive`, how many users have
 * joined by then, and returns one of them.
 */
export class Society {
  readonly #communities: Deck;
  readonly #activity: Deck;
  readonly #popularity: Deck;
  readonly #activityWeights: ShareTable;
  /** Rounds of the popularity deck, the last perhaps incomplete; the ranks of absent users stay vacant. */
  readonly #popularityRounds: number;
  readonly #perRank: number;
  readonly #users: number;
  /** Popularity rank (0 is the largest account) by cumulated popularity. */
  readonly #rankAt: QuantileTable;
  /** Attention by popularity, 0 for the most popular: a power of that, with mean 1. */
  readonly #attention: QuantileTable;

  constructor(seed: number, users: number, profile: Profile) {
    this.#users = users;
    this.#popularityRounds = Math.ceil(users / percentiles);
    this.#perRank = 1 / (this.#popularityRounds * percentiles);
    const { attention } = profile.popularity;
    this.#attention = new QuantileTable((quantile) => (1 - attention) * exp(-attention * ln(quantile)));
    this.#communities = new Deck(Math.round(users / profile.community.size), new Stream(seed, 'communities'));
    this.#activity = new Deck(percentiles, new Stream(seed, 'activity'));
    this.#popularity = new Deck(percentiles, new Stream(seed, 'popularity'));
    this.#activityWeights = new ShareTable(activityWeights(profile.posts.shareOfTopTenth));
    const { tailExponent, largestAccount } = profile.popularity;
    const outsidePicks = meanPicks(profile) * (1 - profile.following.insideCommunity) * advantageOfTheFirst;
    this.#rankAt = popularityRanks(
      this.#popularityRounds * percentiles,
      tailExponent,
      largestAccount / Math.max(outsidePicks, largestAccount),
    );
  }

  /** 0 is the most active per cent of users, 99 the least. */
  activityOf(user: number): number {
    return this.#activity.positionOf(user);
  }

  isActive(user: number): boolean {
    return this.activityOf(user) < percentiles / 10;
  }

  /** 0 for the largest account. Distinct, and below the users rounded up to a whole hundred. */
  popularityRankOf(user: number): number {
    return this.#popularity.positionOf(user) * this.#popularityRounds + this.#popularity.roundOf(user);
  }

  /** The user of a popularity rank, or of the next one that is not vacant. */
  userOfRank(rank: number): number {
    for (;;) {
      const user = this.#userAt(rank);
      if (user < this.#users) return user;
      rank = (rank + 1) % (this.#popularityRounds * percentiles);
    }
  }

  communityOf(user: number): number {
    return this.#communities.positionOf(user);
  }

  /** The community `step` places away in the order of similarity, which is a ring: 0 itself, then right and left. */
  nearby(community: number, step: number): number {
    const distance = step % 2 === 1 ? (step + 1) / 2 : -step / 2;
    const { size } = this.#communities;
    return (((community + distance) % size) + size) % size;
  }

  /** Whether two users are of one community or of neighbouring ones. */
  areNear(user: number, other: number): boolean {
    const { size } = this.#communities;
    const distance = Math.abs(this.communityOf(user) - this.communityOf(other));
    return Math.min(distance, size - distance) <= 1;
  }

  /** The probability that two users drawn at random are near one another. */
  shareNear(): number {
    return Math.min(1, 3 / this.#communities.size);
  }

  /** How many members of a community there are among the first `alive` users (complete rounds). */
  communitySize(alive: number): number {
    return this.#communities.rounds(alive);
  }

  /** Somebody of a community. Undefined when it has no members yet. */
  drawNeighbour(community: number, alive: number, random: RandomSequence): number | undefined {
    const rounds = this.#communities.rounds(alive);
    if (rounds === 0) return undefined;
    return this.#communities.userAt(community, random.below(rounds));
  }

  /** Somebody, by activity: who posts, likes, comments, reads. Early adopters are somewhat more active. */
  drawActive(alive: number, random: RandomSequence): number {
    const rounds = Math.ceil(alive / percentiles);
    // Places of the last round that nobody has taken yet are passed over.
    for (let attempt = 0; attempt < 16; attempt++) {
      const u = random.uniform();
      const position = this.#activityWeights.draw(random.uniform());
      const user = this.#activity.userAt(position, Math.floor(rounds * u * Math.sqrt(u)));
      if (user < alive) return user;
    }
    return random.below(alive);
  }

  /** Somebody, by popularity: whom people follow who do not know them. */
  drawPopular(alive: number, random: RandomSequence): number {
    // Accounts that do not exist yet are passed over; a young network falls back to anybody.
    for (let attempt = 0; attempt < popularAttempts; attempt++) {
      const user = this.#userAt(Math.floor(this.#rankAt.at(random.uniform())));
      if (user < alive) return user;
    }
    return random.below(alive);
  }

  #userAt(rank: number): number {
    const rounds = this.#popularityRounds;
    return this.#popularity.userAt(Math.floor(rank / rounds), rank % rounds);
  }

  /** How much more attention than the mean a user's posts get. */
  attentionOf(user: number): number {
    return this.attentionAt((this.popularityRankOf(user) + 0.5) * this.#perRank);
  }

  /** The same by popularity, 0 for the most popular. */
  attentionAt(quantile: number): number {
    return this.#attention.at(quantile);
  }
}

/** Mean accounts followed, before the bounds of a small world. */
export function meanFollowing({ following }: Profile): number {
  const lognormalMean = exp((following.sigma * following.sigma) / 2);
  return (0.9 * following.median + 0.1 * following.medianActive) * following.density * lognormalMean;
}

/** Follow-backs per account picked. */
export function returnedShare({ following }: Profile): number {
  const { insideCommunity, backInside, backOutside } = following;
  return insideCommunity * backInside + (1 - insideCommunity) * backOutside;
}

/** Mean accounts that a user picks on joining; the others are followed back. */
export function meanPicks(profile: Profile): number {
  return meanFollowing(profile) / (1 + returnedShare(profile));
}

/** Weights of the hundred positions: the top ten share theirs as 1/rank, the others fall off gently. */
function activityWeights(shareOfTopTenth: number): Float64Array {
  const raw = Float64Array.from({ length: percentiles }, (_, i) => (i < 10 ? 1 / (i + 1) : 1 / (i + 20)));
  const sum = (from: number, to: number) =>
    raw.subarray(from, to).reduce((total, weight) => total + weight, 0);
  const top = shareOfTopTenth / sum(0, 10);
  const rest = (1 - shareOfTopTenth) / sum(10, percentiles);
  return raw.map((weight, i) => weight * (i < 10 ? top : rest));
}

/**
 * Ranks by cumulated popularity: Zipf-Mandelbrot weights (rank + shift)^-s with s = 1 / (tail exponent - 1), the
 * shift chosen so that the first rank has the share `first`.
 */
function popularityRanks(ranks: number, tailExponent: number, first: number): QuantileTable {
  const power = 1 - 1 / (tailExponent - 1);
  const mass = (from: number, to: number) => pow(to, power) - pow(from, power);
  let low = 1e-6;
  let high = ranks + 1e6;
  for (let step = 0; step < 80; step++) {
    const shift = Math.sqrt(low * high);
    if (mass(shift, shift + 1) / mass(shift, shift + ranks) > first) low = shift;
    else high = shift;
  }
  const bottom = pow(low, power);
  const total = mass(low, low + ranks);
  return new QuantileTable((p) => Math.min(ranks - 1, Math.max(0, pow(bottom + p * total, 1 / power) - low)));
}
