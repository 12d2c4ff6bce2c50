import { power } from '../../core/portable-math.ts';
import { Stream } from '../../core/random.ts';
import type { World } from '../../population/world.ts';
import type { RecipeFor } from '../recipe.ts';

const streams = new WeakMap<World, Stream>();

/** What media a post carries is asked for by two recipes. */
function streamOf(world: World): Stream {
  const stream = streams.get(world) ?? new Stream(world.seed, 'post_media');
  streams.set(world, stream);
  return stream;
}

/** 0 for most posts, else 1 to 4. */
export function mediaCount(world: World, post: number): number {
  const stream = streamOf(world);
  if (stream.uniform(post, 0) >= world.profile.posts.mediaShare) return 0;
  const u = stream.uniform(post, 1);
  return 1 + Math.floor(4 * u * u * u);
}

export function mediaType(world: World, post: number, part: number): 'image' | 'video' {
  return streamOf(world).uniform(post, 2 + part) < 0.85 ? 'image' : 'video';
}

export const postMedia: RecipeFor = (world) => {
  const { posts, ids, profile } = world;
  const stream = streamOf(world);
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
      const count = mediaCount(world, post);
      if (count === 0) return;
      const createdAt = posts.createdAt(post);
      for (let part = 0; part < count; part++) rows.add(createdAt, post, part);
    },
    encode: (rows, index, out) => {
      const post = rows.a[index]!;
      const part = rows.b[index]!;
      const isVideo = mediaType(world, post, part) === 'video';
      const chance = (lane: number) => stream.uniform(post, 16 + 8 * part + lane);
      const isPortrait = chance(0) < 0.4;
      const name = ids.post_media.text(post, part);
      out.uuid(ids.post_media, post, part);
      out.uuid(ids.posts, post);
      out.text(isVideo ? 'video' : 'image');
      out.text(`https://cdn.example.com/media/${name}.${isVideo ? 'mp4' : 'jpg'}`);
      if (!isVideo && chance(1) < 0.3) out.null();
      else out.text(`https://cdn.example.com/thumbnails/${name}.jpg`);
      if (chance(2) < 0.7) out.null();
      else out.text(isVideo ? 'A short video' : 'A photo 📸');
      out.integer(Math.floor((isVideo ? 4e6 : 2e5) * (1 + 9 * power(chance(3), 3))));
      if (isVideo) out.integer(3 + Math.floor(177 * power(chance(4), 2)));
      else out.null();
      out.integer(isPortrait ? 1080 : 1920);
      out.integer(isPortrait ? 1920 : 1080);
      out.integer(part);
      out.timestamp(rows.time[index]!);
    },
  };
};
