import type { RecipeFor } from '../recipe.ts';

const ofPost = 0xffffffff;
/** Parts of likes on comments are numbered from here, so that they never meet those of the post's own likes. */
const firstCommentPart = 0x8000_0000;

export const likes: RecipeFor = ({ profile, posts, audience, threads, ids }) => ({
  table: 'likes',
  columns: ['id', 'user_id', 'post_id', 'comment_id', 'created_at'],
  parents: posts.count,
  rowsPerParent: profile.likes.perPost + profile.comments.perPost * profile.likes.onComments,
  draft: (post, rows) => {
    const likes = audience.likesOf(post);
    for (let part = 0; part < likes.count; part++) {
      rows.add(likes.timeMs[part]!, post, part, likes.user[part]!, ofPost);
    }
    const thread = threads.of(post);
    const onComments = threads.likesOn(post, thread);
    for (let part = 0; part < onComments.count; part++) {
      const comment = onComments.object[part]!;
      rows.add(onComments.timeMs[part]!, post, firstCommentPart + part, onComments.user[part]!, comment);
      rows.refer(thread.timeMs[comment]!);
    }
  },
  encode: (rows, index, out) => {
    const post = rows.a[index]!;
    const comment = rows.d[index]!;
    out.id(ids.likes, post, rows.b[index]!, rows.time[index]!);
    out.id(ids.users, rows.c[index]!);
    if (comment === ofPost) {
      out.id(ids.posts, post);
      out.null();
    } else {
      out.null();
      out.id(ids.comments, post, comment, rows.reference[index]!);
    }
    out.timestamp(rows.time[index]!);
  },
});
