import { RandomSequence } from '../../core/random.ts';
import type { ByteSink } from '../text.ts';
import type { World } from '../world.ts';

export interface TextSample {
  characters: number[];
  /** How often each word occurs. */
  wordCounts: Uint32Array;
  /** Of texts with any character beyond ASCII. */
  nonAsciiShare: number;
}

/** Texts as posts have them: the writer's own, without what a recipe adds (mentions, hashtags). */
export function sampleTexts({ text, vocabulary }: World, count: number): TextSample {
  const bytes = new Uint8Array(16_384);
  const sink: ByteSink = { bytes, view: new DataView(bytes.buffer), length: 0, reserve: () => {} };
  const random = new RandomSequence();
  random.seed(1, 2, 3);
  const decoder = new TextDecoder();
  const ranks = new Map(vocabulary.words.map((word, rank) => [word, rank]));
  const sample: TextSample = {
    characters: [],
    wordCounts: new Uint32Array(vocabulary.words.length),
    nonAsciiShare: 0,
  };
  for (let i = 0; i < count; i++) {
    sink.length = 0;
    text.writePost(random, sink);
    const written = decoder.decode(sink.bytes.subarray(0, sink.length));
    sample.characters.push([...written].length);
    if (written.length < sink.length) sample.nonAsciiShare += 1 / count;
    for (const word of written.toLowerCase().split(/[^a-z]+/)) {
      const rank = ranks.get(word);
      if (rank !== undefined) sample.wordCounts[rank]!++;
    }
  }
  return sample;
}
