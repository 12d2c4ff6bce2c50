import { AliasTable, lognormalQuantile, QuantileTable } from '../core/distributions.ts';
import type { RandomSequence } from '../core/random.ts';
import type { Profile } from './profile.ts';
import { type Vocabulary, wordWeights } from './vocabulary.ts';

/** Where text goes: UTF-8 bytes appended to a buffer that has room. */
export interface ByteSink {
  bytes: Uint8Array;
  length: number;
  /** Makes room for `more` bytes; `bytes` may be another array afterwards. */
  reserve(more: number): void;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

const space = 0x20;
const sentenceEnds = ['.', '.', '.', '!', '?', '...'].map(utf8);
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
  /** All words on end, and where each begins. */
  readonly #words: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #draw: AliasTable;
  readonly #postLength: QuantileTable;
  readonly #emojiShare: number;
  readonly #flourishShare: number;

  constructor(vocabulary: Vocabulary, profile: Profile) {
    this.#words = utf8(vocabulary.words.join(''));
    this.#starts = new Uint32Array(vocabulary.words.length + 1);
    vocabulary.words.forEach((word, i) => {
      this.#starts[i + 1] = this.#starts[i]! + utf8(word).length;
    });
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
    const from = sink.length;
    // Half of the last word and its full stop would overshoot the length on average.
    const most = Math.max(1, length - 4);
    let capital = true;
    let sentenceLeft = 4 + random.below(9);
    do {
      if (sink.length > from) sink.bytes[sink.length++] = space;
      this.#writeWord(this.#draw.draw(random.uniform()), capital, sink);
      capital = --sentenceLeft === 0;
      if (capital) {
        append(sentenceEnds[random.below(sentenceEnds.length)]!, sink);
        sentenceLeft = 4 + random.below(9);
      }
      // Not `sink.length < from + most`: that sum rounds, and the text would depend on where in the sink it stands.
    } while (sink.length - from < most);
    if (phrase) {
      sink.bytes[sink.length++] = space;
      append(phrase, sink);
    }
    const flourish = random.uniform();
    if (flourish < this.#emojiShare) append(emoji[random.below(emoji.length)]!, sink);
    else if (flourish < this.#flourishShare) append(foreign[random.below(foreign.length)]!, sink);
  }

  #writeWord(word: number, capital: boolean, sink: ByteSink): void {
    const { bytes } = sink;
    const words = this.#words;
    const first = sink.length;
    const end = this.#starts[word + 1]!;
    let at = first;
    for (let i = this.#starts[word]!; i < end; i++) bytes[at++] = words[i]!;
    if (capital) bytes[first] = bytes[first]! & 0xdf;
    sink.length = at;
  }
}

/** A loop: shorter than the call overhead of TypedArray.set for words. */
function append(text: Uint8Array, sink: ByteSink): void {
  const { bytes } = sink;
  let at = sink.length;
  for (let i = 0; i < text.length; i++) bytes[at++] = text[i]!;
  sink.length = at;
}
