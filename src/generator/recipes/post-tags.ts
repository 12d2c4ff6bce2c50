import { maxHashtags } from '../../population/hashtags.ts';
import type { RecipeFor } from '../recipe.ts';

/** One row for each hashtag in a post's array. */
export const postTags: RecipeFor = ({ posts, vocabulary, ids }) => {
  const tags = new Uint16Array(maxHashtags);
  return {
    table: 'post_tags',
    columns: ['id', 'post_id', 'tag_name', 'created_at'],
    parents: posts.count,
    rowsPerParent: 0.8,
    draft: (post, rows) => {
      const count = posts.hashtagsOf(post, tags);
      if (count === 0) return;
      const createdAt = posts.createdAt(post);
      for (let part = 0; part < count; part++) rows.add(createdAt, post, part, tags[part]!);
    },
    encode: (rows, index, out) => {
      out.id(ids.post_tags, rows.a[index]!, rows.b[index]!, rows.time[index]!);
      out.id(ids.posts, rows.a[index]!, 0, rows.time[index]!);
      out.text(vocabulary.hashtags[rows.c[index]!]!);
      out.timestamp(rows.time[index]!);
    },
  };
};
