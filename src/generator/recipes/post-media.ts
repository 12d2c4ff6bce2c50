import { power } from '../../core/portable-math.ts';
import { Stream } from '../../core/random.ts';
import type { World } from '../../population/world.ts';
import type { RecipeFor } from '../recipe.ts';
import type { RowEncoder } from '../row-encoder.ts';

/** Within a text or JSON field. */
export function appendMediaUrl(
  world: World,
  post: number,
  part: number,
  createdAt: number,
  out: RowEncoder,
): void {
  const extension = world.media.typeOf(post, part) === 'video' ? '.mp4' : '.jpg';
  out.appendUrl('media', world.ids.post_media, post, part, extension, createdAt);
}

export const postMedia: RecipeFor = (world) => {
  const { seed, posts, media, ids, profile } = world;
  const stream = new Stream(seed, 'post_media/fields');
  return {
    table: 'post_media',
    columns: [
      'id',
      'post_id',
      'media_type',
      'media_url',
      'thumbnail_url',
      'alt_text',
      'file_size',
      'duration',
      'width',
      'height',
      'sort_order',
      'created_at',
    ],
    parents: posts.count,
    // E[1 + floor(4 u^3)]
    rowsPerParent: profile.posts.mediaShare * 1.67,
    draft: (post, rows) => {
      const count = media.countOf(post);
      if (count === 0) return;
      const createdAt = posts.createdAt(post);
      for (let part = 0; part < count; part++) rows.add(createdAt, post, part);
    },
    encode: (rows, index, out) => {
      const post = rows.a[index]!;
      const part = rows.b[index]!;
      const createdAt = rows.time[index]!;
      const isVideo = media.typeOf(post, part) === 'video';
      const chance = (lane: number) => stream.uniform(post, 8 * part + lane);
      const isPortrait = chance(0) < 0.4;
      out.id(ids.post_media, post, part, createdAt);
      out.id(ids.posts, post, 0, createdAt);
      out.text(isVideo ? 'video' : 'image');
      out.openText();
      appendMediaUrl(world, post, part, createdAt, out);
      out.closeText();
      if (!isVideo && chance(1) < 0.3) out.null();
      else out.url('thumbnails', ids.post_media, post, part, '.jpg', createdAt);
      if (chance(2) < 0.7) out.null();
      else out.text(isVideo ? 'A short video' : 'A photo 📸');
      out.integer(Math.floor((isVideo ? 4e6 : 2e5) * (1 + 9 * power(chance(3), 3))));
      if (isVideo) out.integer(3 + Math.floor(177 * power(chance(4), 2)));
      else out.null();
      out.integer(isPortrait ? 1080 : 1920);
      out.integer(isPortrait ? 1920 : 1080);
      out.integer(part);
      out.timestamp(createdAt);
    },
  };
};
