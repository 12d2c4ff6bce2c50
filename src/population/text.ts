import { AliasTable, lognormalQuantile, QuantileTable } from '../core/distributions.ts';
import type { RandomSequence } from '../core/random.ts';
import type { Profile } from './profile.ts';
import { type Vocabulary, wordWeights } from './vocabulary.ts';
import { Words } from './words.ts';

/** Where text goes: UTF-8 bytes appended to a buffer that has room. */
export interface ByteSink {
  bytes: Uint8Array;
  /** Of the same memory. */
  view: DataView;
  length: number;
  /** Makes room for `more` bytes; `bytes` and `view` may be others afterwards. */
  reserve(more: number): void;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

const sentenceEnds = ['.', '.', '.', '!', '?', '...'];
const emoji = ['😀', '😂', '❤️', '🔥', '🙌', '👩‍💻', '🌅', '📸', '🎶', '👍🏽', '🇧🇷', '☕'].map((text) =>
  utf8(` ${text}`),
);
/** Right-to-left text, combining marks, other scripts: what an application's users write. */
const foreign = [
  'שלום לכולם',
  'صباح الخير',
  'Zażółć gęślą jaźń',
  'cafe\u0301 naïve',
  'こんにちは世界',
  'Привет, мир',
  'नमस्ते',
].map((text) => utf8(` ${text}`));

/** More than what may follow the length asked for, in bytes: the rest of a word, a phrase, an emoji. */
const overshoot = 400;

/** Writes natural-looking text: Zipf words in sentences, emoji, now and then another script. */
export class TextWriter {
  readonly #words: Words;
  readonly #sentenceEnds = new Words(sentenceEnds);
  readonly #draw: AliasTable;
  readonly #postLength: QuantileTable;
  readonly #emojiShare: number;
  readonly #flourishShare: number;

  constructor(vocabulary: Vocabulary, profile: Profile) {
    this.#words = new Words(vocabulary.words);
    this.#draw = new AliasTable(wordWeights(vocabulary, profile.text.zipf));
    this.#emojiShare = profile.text.emojiShare;
    this.#flourishShare = profile.text.emojiShare + profile.text.otherScriptShare;
    const { medianLength, lengthSigma, maxLength, longShare } = profile.posts;
    this.#postLength = new QuantileTable((p) =>
      p > 1 - longShare
        ? 700 + (1300 * (p - (1 - longShare))) / longShare
        : Math.min(maxLength, lognormalQuantile(p / (1 - longShare), medianLength, lengthSigma)),
    );
  }

  /** About as long as a post. `phrase`, where given, stands at the end. */
  writePost(random: RandomSequence, sink: ByteSink, phrase?: Uint8Array): void {
    this.write(random, this.#postLength.at(random.uniform()), sink, phrase);
  }

  /** Sentences of about `length` characters in all, at least one word. */
  write(random: RandomSequence, length: number, sink: ByteSink, phrase?: Uint8Array): void {
    sink.reserve(length + overshoot);
    const { bytes, view } = sink;
    const from = sink.length;
    // Half of the last word and its full stop would overshoot the length on average.
    const most = Math.max(1, length - 4);
    let at = from;
    let capital = true;
    let sentenceLeft = 4 + random.below(9);
    do {
      // Each word leaves a space behind it.
      const first = at === from ? at : at + 1;
      at = this.#words.write(this.#draw.draw(random.uniform()), view, first);
      if (capital) bytes[first] = bytes[first]! & 0xdf;
      capital = --sentenceLeft === 0;
      if (capital) {
        at = this.#sentenceEnds.write(random.below(sentenceEnds.length), view, at);
        sentenceLeft = 4 + random.below(9);
      }
      // Not `at < from + most`: that sum rounds, and the text would depend on where in the sink it stands.
    } while (at - from < most);
    sink.length = at;
    if (phrase) {
      sink.length++;
      append(phrase, sink);
    }
    const flourish = random.uniform();
    if (flourish < this.#emojiShare) append(emoji[random.below(emoji.length)]!, sink);
    else if (flourish < this.#flourishShare) append(foreign[random.below(foreign.length)]!, sink);
  }
}

/** A loop: shorter than the call overhead of TypedArray.set for so few bytes. */
function append(text: Uint8Array, sink: ByteSink): void {
  const { bytes } = sink;
  let at = sink.length;
  for (let i = 0; i < text.length; i++) bytes[at++] = text[i]!;
  sink.length = at;
}
