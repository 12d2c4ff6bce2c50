import { power } from '../../core/portable-math.ts';
import { Stream } from '../../core/random.ts';
import { dayMs, end } from '../../population/calendar.ts';
import { maxHashtags } from '../../population/hashtags.ts';
import type { RecipeFor } from '../recipe.ts';
import type { RowEncoder } from '../row-encoder.ts';
import { appendMediaUrl } from './post-media.ts';

const nobody: readonly string[] = [];

/** jsonb has no negative zero. */
function degrees(value: number): string {
  const text = value.toFixed(4);
  return text === '-0.0000' ? '0.0000' : text;
}

export const posts: RecipeFor = (world) => {
  const { seed, posts, media, mentions, users, vocabulary, phrases, text, ids } = world;
  const stream = new Stream(seed, 'posts/fields');
  const random = stream.sequence(0);
  const tags = new Uint16Array(maxHashtags);
  const hashtags: string[] = [];

  function mentionsOf(post: number, author: number): readonly string[] {
    const mentioned = mentions.of(post, author, posts.aliveAt(post));
    return mentioned === undefined ? nobody : [users.username(mentioned)];
  }

  /** The hashtags of a post; valid until the next call. */
  function hashtagsOf(post: number): readonly string[] {
    hashtags.length = posts.hashtagsOf(post, tags);
    for (let i = 0; i < hashtags.length; i++) hashtags[i] = vocabulary.hashtags[tags[i]!]!;
    return hashtags;
  }

  function encodeMediaUrls(post: number, count: number, createdAt: number, out: RowEncoder): void {
    out.openJsonb();
    for (let part = 0; part < count; part++) {
      out.append(part === 0 ? '["' : ', "');
      appendMediaUrl(world, post, part, createdAt, out);
      out.append('"');
    }
    out.append(count === 0 ? '[]' : ']');
    out.closeText();
  }

  function placeOf(post: number): string {
    const name = vocabulary.places[stream.below(vocabulary.places.length, post, 2)]!;
    const latitude = degrees(stream.uniform(post, 3) * 140 - 60);
    const longitude = degrees(stream.uniform(post, 4) * 360 - 180);
    return stream.uniform(post, 5) < 0.5
      ? `{"name": ${JSON.stringify(name)}}`
      : `{"name": ${JSON.stringify(name)}, "point": {"lat": ${latitude}, "lon": ${longitude}}}`;
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
      const usernames = mentionsOf(post, author);
      const mediaCount = media.countOf(post);
      out.uuid(ids.posts, post, 0, createdAt);
      out.uuid(ids.users, author);
      out.openText();
      text.writePost(random, out, phrases.of(post));
      for (const username of usernames) {
        out.append(' @');
        out.append(username);
      }
      for (const hashtag of hashtags) {
        out.append(' #');
        out.append(hashtag);
      }
      out.closeText();
      out.text(mediaCount === 0 ? 'text' : media.typeOf(post, 0));
      encodeMediaUrls(post, mediaCount, createdAt, out);
      out.textArray(hashtags);
      out.textArray(usernames);
      if (!posts.hasPlace(post)) out.null();
      else out.jsonb(placeOf(post));
      out.boolean(posts.isPublic(post));
      out.boolean(stream.uniform(post, 7) < 0.005);
      const repliesTo = posts.repliesTo(post);
      if (repliesTo < 0) out.null();
      else out.uuid(ids.posts, repliesTo);
      out.timestamp(createdAt);
      out.timestamp(
        posts.isEdited(post)
          ? Math.min(end - 1, createdAt + dayMs * power(stream.uniform(post, 9), 4))
          : createdAt,
      );
    },
  };
};
