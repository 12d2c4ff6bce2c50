import { power } from '../../core/portable-math.ts';
import type { RandomSequence } from '../../core/random.ts';
import { end } from '../calendar.ts';
import { type Domain, type DomainName, domainStrata, type RowDomain } from '../domain.ts';
import type { FreshKeys } from '../fresh-keys.ts';
import { maxHashtags } from '../hashtags.ts';
import type { IdSpace } from '../ids.ts';
import type { ByteSink } from '../text.ts';
import type { World } from '../world.ts';

const [all] = domainStrata['new.post.id'];

function newDomain(name: DomainName, drawValue: (random: RandomSequence) => string): Domain {
  return {
    name,
    strata: domainStrata[name],
    draw: (random) => ({ value: drawValue(random), stratum: all }),
    drawFrom: (_, random) => drawValue(random),
  };
}

/** Keys that no row has yet. */
export function keyDomain(name: DomainName, space: IdSpace, fresh: FreshKeys | undefined): Domain {
  return newDomain(name, () => drawKey(space, fresh));
}

function drawKey(space: IdSpace, fresh: FreshKeys | undefined): string {
  if (!fresh) throw new Error('these domains were made for reading: they have no fresh keys');
  return fresh.draw(space);
}

/** What somebody writes under a post: of the population's length and words. */
export function commentDomain({ text }: World): Domain {
  const sink = new TextSink();
  return newDomain('new.comment.content', (random) =>
    sink.textOf(() => text.write(random, 10 + 90 * power(random.uniform(), 2), sink)),
  );
}

/** What somebody writes to others. */
export function messageDomain({ text }: World): Domain {
  const sink = new TextSink();
  return newDomain('new.message.content', (random) =>
    sink.textOf(() => text.write(random, 6 + 70 * power(random.uniform(), 2), sink)),
  );
}

/**
 * A post of the last day: the text, and in it the hashtags and people that the other columns hold, as often as in the
 * population. Authors are drawn apart; so people mentioned are well-known accounts.
 */
export function newPostRows(world: World, fresh: FreshKeys | undefined): RowDomain {
  const { text, hashtags, phrases, vocabulary, society, users, media, profile, ids } = world;
  const sink = new TextSink();
  const tags = new Uint16Array(maxHashtags);

  function draw(random: RandomSequence): string[] {
    // What the population decides by a post's ordinal is decided by one that no post has.
    const like = random.u32();
    const tagCount = hashtags.of(like, end - 1, tags);
    const tagNames = Array.from(tags.subarray(0, tagCount), (tag) => vocabulary.hashtags[tag]!);
    const isMention = random.uniform() < profile.mentions.share;
    const mentioned = isMention ? [users.username(society.drawPopular(users.count, random))] : [];
    const files = Array.from({ length: media.countOf(like) }, (_, part) => {
      const extension = media.typeOf(like, part) === 'video' ? '.mp4' : '.jpg';
      return `https://cdn.example.com/media/${drawKey(ids.post_media, fresh)}${extension}`;
    });
    const words = sink.textOf(() => text.writePost(random, sink, phrases.of(like)));
    const marks = [...mentioned.map((name) => ` @${name}`), ...tagNames.map((tag) => ` #${tag}`)];
    return [
      words + marks.join(''),
      files.length === 0 ? 'text' : media.typeOf(like, 0),
      JSON.stringify(files),
      arrayText(tagNames),
      arrayText(mentioned),
    ];
  }

  return {
    columns: [
      'new.post.content',
      'new.post.type',
      'new.post.media_urls',
      'new.post.hashtags',
      'new.post.mentions',
    ],
    strata: domainStrata['new.post.content'],
    draw: (random) => ({ values: draw(random), stratum: all }),
    drawFrom: (_, random) => draw(random),
  };
}

/** An array as PostgreSQL reads it. */
function arrayText(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** Where text is written to become a value. */
class TextSink implements ByteSink {
  bytes = Buffer.alloc(4096);
  view = viewOf(this.bytes);
  length = 0;

  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    this.bytes = Buffer.concat([this.bytes], 2 * (this.length + Math.ceil(more)));
    this.view = viewOf(this.bytes);
  }

  textOf(write: () => void): string {
    this.length = 0;
    write();
    return this.bytes.toString('utf8', 0, this.length);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
