import { Stream } from '../core/random.ts';
import type { Profile } from './profile.ts';

/** The pictures and videos that posts carry. */
export class Media {
  readonly #share: number;
  readonly #stream: Stream;

  constructor(seed: number, profile: Profile) {
    this.#share = profile.posts.mediaShare;
    this.#stream = new Stream(seed, 'post_media');
  }

  /** 0 for most posts, else 1 to 4. */
  countOf(post: number): number {
    if (this.#stream.uniform(post, 0) >= this.#share) return 0;
    const u = this.#stream.uniform(post, 1);
    return 1 + Math.floor(4 * u * u * u);
  }

  typeOf(post: number, part: number): 'image' | 'video' {
    return this.#stream.uniform(post, 2 + part) < 0.85 ? 'image' : 'video';
  }
}
