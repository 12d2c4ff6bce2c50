import { Stream } from '../core/random.ts';
import type { Profile } from './profile.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Plants search phrases in posts at known frequencies. */
export class SearchPhrases {
  readonly #stream: Stream;
  readonly #planted: ReadonlyArray<readonly [limit: number, phrase: Uint8Array]>;

  constructor(seed: number, { search }: Profile, vocabulary: Vocabulary) {
    this.#stream = new Stream(seed, 'search-phrases');
    let limit = 0;
    this.#planted = (['common', 'medium', 'rare'] as const).flatMap((stratum) =>
      vocabulary.phrases[stratum].map((phrase) => {
        limit += search[stratum];
        return [limit, new TextEncoder().encode(phrase)] as const;
      }),
    );
  }

  /** The phrase a post contains, if any. */
  of(post: number): Uint8Array | undefined {
    const u = this.#stream.uniform(post);
    if (u >= this.#planted.at(-1)![0]) return undefined;
    return this.#planted.find(([limit]) => u < limit)![1];
  }
}
