import { power } from '../../core/portable-math.ts';
import { Stream } from '../../core/random.ts';
import { dayMs, end } from '../../population/calendar.ts';
import { maxHashtags } from '../../population/posts.ts';
import type { RecipeFor } from '../recipe.ts';
import type { RowEncoder } from '../row-encoder.ts';
import { appendMediaUrl } from './post-media.ts';

const nobody: readonly string[] = [];

export const posts: RecipeFor = (world) => {
  const { seed, posts, media, users, society, vocabulary, phrases, text, ids } = world;
  const stream = new Stream(seed, 'posts/fields');
  const random = stream.sequence(0);
  const tags = new Uint16Array(maxHashtags);
  const hashtags: string[] = [];

  /** One post in eight mentions somebody: popular or from the author's community. */
  function mentionsOf(post: number, author: number, alive: number): readonly string[] {
    if (stream.uniform(post, 0) >= 0.125) return nobody;
    const isCelebrity = stream.uniform(post, 1) < 0.3;
    const community = society.communityOf(author);
    const neighbour = isCelebrity ? undefined : society.drawNeighbour(community, alive, random);
    return [users.username(neighbour ?? society.drawPopular(alive, random))];
  }

  /** The hashtags of a post; valid until the next call. */
  function hashtagsOf(post: number): readonly string[] {
    hashtags.length = posts.hashtagsOf(post, tags);
    for (let i = 0; i < hashtags.length; i++) hashtags[i] = vocabulary.hashtags[tags[i]!]!;
    return hashtags;
  }

  function encodeMediaUrls(post: number, count: number, out: RowEncoder): void {
    out.openJsonb();
    for (let part = 0; part < count; part++) {
      out.append(part === 0 ? '["' : ',"');
      appendMediaUrl(world, post, part, out);
      out.append('"');
    }
    out.append(count === 0 ? '[]' : ']');
    out.closeText();
  }

  function placeOf(post: number): string {
    const name = vocabulary.places[stream.below(vocabulary.places.length, post, 2)]!;
    const latitude = (stream.uniform(post, 3) * 140 - 60).toFixed(4);
    const longitude = (stream.uniform(post, 4) * 360 - 180).toFixed(4);
    return stream.uniform(post, 5) < 0.5
      ? `{"name":${JSON.stringify(name)}}`
      : `{"name":${JSON.stringify(name)},"point":{"lat":${latitude},"lon":${longitude}}}`;
  }

  return {
    table: 'posts',
    columns: [
      'id',
      'user_id',
      'content',
      'post_type',
      'media_urls',
      'hashtags',
      'mentions',
      'location',
      'is_public',
      'is_pinned',
      'reply_to_post_id',
      'created_at',
      'updated_at',
    ],
    parents: posts.count,
    rowsPerParent: 1,
    draft: (post, rows) => rows.add(posts.createdAt(post), post),
    encode: (rows, index, out) => {
      const post = rows.a[index]!;
      const createdAt = rows.time[index]!;
      const author = posts.authorOf(post);
      stream.reseed(random, post);
      const hashtags = hashtagsOf(post);
      const mentions = mentionsOf(post, author, posts.aliveAt(post));
      const mediaCount = media.countOf(post);
      out.uuid(ids.posts, post);
      out.uuid(ids.users, author);
      out.openText();
      text.writePost(random, out, phrases.of(post));
      for (const mention of mentions) {
        out.append(' @');
        out.append(mention);
      }
      for (const hashtag of hashtags) {
        out.append(' #');
        out.append(hashtag);
      }
      out.closeText();
      out.text(mediaCount === 0 ? 'text' : media.typeOf(post, 0));
      encodeMediaUrls(post, mediaCount, out);
      out.textArray(hashtags);
      out.textArray(mentions);
      if (stream.uniform(post, 6) < 0.85) out.null();
      else out.jsonb(placeOf(post));
      out.boolean(posts.isPublic(post));
      out.boolean(stream.uniform(post, 7) < 0.005);
      const repliesTo = posts.repliesTo(post);
      if (repliesTo < 0) out.null();
      else out.uuid(ids.posts, repliesTo);
      out.timestamp(createdAt);
      const isEdited = stream.uniform(post, 8) < 0.06;
      out.timestamp(
        isEdited ? Math.min(end - 1, createdAt + dayMs * power(stream.uniform(post, 9), 4)) : createdAt,
      );
    },
  };
};
