import { power } from '../../core/portable-math.ts';
import { Stream } from '../../core/random.ts';
import { dayMs, end } from '../../population/calendar.ts';
import { maxHashtags } from '../../population/hashtags.ts';
import type { RecipeFor } from '../recipe.ts';
import type { RowEncoder } from '../row-encoder.ts';
import { appendMediaUrl } from './post-media.ts';

/** Ten-thousandths of a degree: as exact as a place is told. */
const perDegree = 10_000;

export const posts: RecipeFor = (world) => {
  const { seed, posts, media, mentions, users, vocabulary, phrases, text, ids } = world;
  const stream = new Stream(seed, 'posts/fields');
  const random = stream.sequence(0);
  const tags = new Uint16Array(maxHashtags);
  const placeNames = vocabulary.places.map((name) => JSON.stringify(name));

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

  function encodeMentions(mentioned: number | undefined, out: RowEncoder): void {
    out.openTextArray(mentioned === undefined ? 0 : 1);
    if (mentioned !== undefined) {
      out.openText();
      users.writeUsername(mentioned, out);
      out.closeText();
    }
    out.closeTextArray();
  }

  function encodePlace(post: number, out: RowEncoder): void {
    out.openJsonb();
    out.append('{"name": ');
    out.append(placeNames[stream.below(placeNames.length, post, 2)]!);
    if (stream.uniform(post, 5) >= 0.5) {
      out.append(', "point": {"lat": ');
      out.appendDecimal(stream.below(140 * perDegree, post, 3) - 60 * perDegree, 4);
      out.append(', "lon": ');
      out.appendDecimal(stream.below(360 * perDegree, post, 4) - 180 * perDegree, 4);
      out.append('}');
    }
    out.append('}');
    out.closeText();
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
      const tagCount = posts.hashtagsOf(post, tags);
      const mentioned = mentions.of(post, author, posts.aliveAt(post));
      const mediaCount = media.countOf(post);
      out.id(ids.posts, post, 0, createdAt);
      out.id(ids.users, author);
      out.openText();
      text.writePost(random, out, phrases.of(post));
      if (mentioned !== undefined) {
        out.append(' @');
        users.writeUsername(mentioned, out);
      }
      for (let i = 0; i < tagCount; i++) {
        out.append(' #');
        out.append(vocabulary.hashtags[tags[i]!]!);
      }
      out.closeText();
      out.text(mediaCount === 0 ? 'text' : media.typeOf(post, 0));
      encodeMediaUrls(post, mediaCount, createdAt, out);
      out.openTextArray(tagCount);
      for (let i = 0; i < tagCount; i++) out.text(vocabulary.hashtags[tags[i]!]!);
      out.closeTextArray();
      encodeMentions(mentioned, out);
      if (!posts.hasPlace(post)) out.null();
      else encodePlace(post, out);
      out.boolean(posts.isPublic(post));
      out.boolean(stream.uniform(post, 7) < 0.005);
      const repliesTo = posts.repliesTo(post);
      if (repliesTo < 0) out.null();
      else out.id(ids.posts, repliesTo);
      out.timestamp(createdAt);
      out.timestamp(
        posts.isEdited(post)
          ? Math.min(end - 1, createdAt + dayMs * power(stream.uniform(post, 9), 4))
          : createdAt,
      );
    },
  };
};
