import { faker as arabic } from '@faker-js/faker/locale/ar';
import { faker as german } from '@faker-js/faker/locale/de';
import { faker as english } from '@faker-js/faker/locale/en';
import { faker as hebrew } from '@faker-js/faker/locale/he';
import { faker as japanese } from '@faker-js/faker/locale/ja';
import { faker as polish } from '@faker-js/faker/locale/pl';
import { zipfWeights } from '../core/distributions.ts';
import { type RandomSequence, Stream } from '../core/random.ts';

/** The word lists everything textual is drawn from, made once at start-up from faker's lists and the seed. */
export interface Vocabulary {
  /** English words, the most frequent first: function words, then content words in an order of the seed. */
  words: readonly string[];
  firstNames: readonly string[];
  lastNames: readonly string[];
  /** Pairs of first and last names in other scripts. */
  otherNames: ReadonlyArray<readonly [string, string]>;
  places: readonly string[];
  states: readonly string[];
  streets: readonly string[];
  companies: readonly string[];
  /** Lower case, without spaces or `#`. The most frequent first. */
  hashtags: readonly string[];
  /** Two-word search phrases by how often they occur; their words occur in no other text. */
  phrases: Readonly<Record<'common' | 'medium' | 'rare' | 'missing', readonly string[]>>;
}

/** The most frequent words of English, most of them stop words for to_tsvector('english'). */
const functionWords = (
  'the of and to a in is it you that he was for on are with as i his they be at one have this from or had by not ' +
  'but what some we can out other were all there when up use your how said an each she which do their time if will ' +
  'way about many then them would like so these her long make thing see him two has look more day could go come did ' +
  'no most people my over know than call first who may down side been now find'
).split(' ');

/**
 * Phrases searched for; inserted into posts at known frequencies. Their words, and those that a text search might
 * stem to the same, are kept out of the vocabulary.
 */
const phrases = {
  common: ['web application', 'morning coffee', 'live concert', 'street photography', 'summer holiday'],
  medium: [
    'database migration',
    'vintage bicycle',
    'harvest festival',
    'marathon training',
    'garden tomatoes',
  ],
  rare: [
    'quantum telescope',
    'sourdough archaeology',
    'submarine orchestra',
    'velvet glacier',
    'paper lighthouse',
  ],
  missing: [
    'zyzzogeton quagga',
    'xylophagous ibex',
    'crwth ophicleide',
    'syzygy axolotl',
    'phlogiston vortex',
  ],
} as const;

const streetSuffixes = ['Street', 'Avenue', 'Road', 'Lane', 'Drive'];
const companySuffixes = ['Ltd', 'Inc', 'Group', 'Studio', 'and Sons'];

function shuffled<T>(items: readonly T[], random: RandomSequence): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

/** Faker keeps names under generic, female and male; any of them may be missing in a locale. */
function namesOf(entry: unknown): string[] {
  const lists = Object.values((entry ?? {}) as Record<string, unknown>);
  return [...new Set(lists.flat().filter((name): name is string => typeof name === 'string'))];
}

/** Words of one stem begin alike: `training` and `train`, `live` and `living`. */
function sharesStem(word: string, reserved: string): boolean {
  return word.startsWith(reserved.slice(0, Math.max(3, Math.ceil(reserved.length / 2))));
}

function contentWords(random: RandomSequence): string[] {
  const lists = [
    'noun',
    'verb',
    'adjective',
    'adverb',
    'interjection',
    'preposition',
    'conjunction',
  ] as const;
  const all = lists.flatMap((list) => english.definitions.word[list] ?? []);
  const frequent = new Set(functionWords);
  const reserved = Object.values(phrases).flatMap((list) => list.flatMap((phrase) => phrase.split(' ')));
  const distinct = [...new Set(all)].filter((word) => /^[a-z]{3,}$/.test(word));
  return shuffled(
    distinct.filter((word) => !frequent.has(word) && !reserved.some((other) => sharesStem(word, other))),
    random,
  );
}

function otherNames(random: RandomSequence): [string, string][] {
  const locales = [arabic, german, hebrew, japanese, polish];
  return shuffled(
    locales.flatMap(({ definitions: { person } }) => {
      const first = shuffled(namesOf(person.first_name), random).slice(0, 40);
      const last = shuffled(namesOf(person.last_name), random);
      return first.map((name, i): [string, string] => [name, last[i % last.length]!]);
    }),
    random,
  );
}

/** Deterministic in seed and in faker's pinned version. */
export function makeVocabulary(seed: number, hashtagCount: number): Vocabulary {
  const random = new Stream(seed, 'vocabulary').sequence(0);
  const content = contentWords(random);
  const lastNames = shuffled(namesOf(english.definitions.person.last_name), random);
  const tagWords = shuffled(content, random);
  const hashtags = Array.from({ length: hashtagCount }, (_, i) =>
    i < 1000
      ? tagWords[i % tagWords.length]!
      : `${tagWords[i % 991]}${tagWords[Math.floor(i / 991) + (i % 7) * 100]}${i}`,
  );
  return {
    words: [...functionWords, ...content],
    firstNames: shuffled(namesOf(english.definitions.person.first_name), random),
    lastNames,
    otherNames: otherNames(random),
    places: shuffled(english.definitions.location.city_name ?? [], random),
    states: english.definitions.location.state ?? [],
    streets: lastNames.slice(0, 200).map((name, i) => `${name} ${streetSuffixes[i % streetSuffixes.length]}`),
    companies: lastNames
      .slice(0, 300)
      .map((name, i) => `${name} ${companySuffixes[i % companySuffixes.length]}`),
    hashtags: [...new Set(hashtags)],
    phrases,
  };
}

/** Word frequencies: rank r with weight 1/r^s. */
export function wordWeights(vocabulary: Vocabulary, s: number): Float64Array {
  return zipfWeights(vocabulary.words.length, s);
}
