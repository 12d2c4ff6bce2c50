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
    audience.visitLikes(post, (part, user, time) => rows.add(time, post, part, user, ofPost));
    threads.visitLikes(post, (part, comment, user, time, commentTime) => {
      rows.add(time, post, firstCommentPart + part, user, comment);
      rows.refer(commentTime);
    });
  },
  encode: (rows, index, out) => {
    const post = rows.a[index]!;
    const comment = rows.d[index]!;
    out.uuid(ids.likes, post, rows.b[index]!, rows.time[index]!);
    out.uuid(ids.users, rows.c[index]!);
    if (comment === ofPost) {
      out.uuid(ids.posts, post);
      out.null();
    } else {
      out.null();
      out.uuid(ids.comments, post, comment, rows.reference[index]!);
    }
    out.timestamp(rows.time[index]!);
  },
});
