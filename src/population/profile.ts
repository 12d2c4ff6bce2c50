import { type Static, type TSchema, Type } from '@sinclair/typebox';

/** Where a number comes from when no study says: a choice of ours. */
const ours = 'ours';

interface Bounds {
  min?: number;
  max?: number;
  /** Bounds that are not themselves allowed. */
  above?: number;
  below?: number;
}

function bounded({ min, max, above, below }: Bounds) {
  return {
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
    ...(above !== undefined && { exclusiveMinimum: above }),
    ...(below !== undefined && { exclusiveMaximum: below }),
  };
}

function number(standard: number, bounds: Bounds, description: string, source = ours) {
  return Type.Number({ default: standard, ...bounded(bounds), description, source });
}

function whole(standard: number, bounds: Bounds, description: string, source = ours) {
  return Type.Integer({ default: standard, ...bounded(bounds), description, source });
}

/** A part of all, from 0 to 1. */
function share(standard: number, description: string, source = ours) {
  return number(standard, { min: 0, max: 1 }, description, source);
}

/** Relative weights, a fixed number of them. */
function weights(standard: readonly number[], least: Bounds, description: string, source = ours) {
  const size = { minItems: standard.length, maxItems: standard.length };
  return Type.Array(Type.Number(bounded({ ...least, max: 1000 })), {
    default: standard,
    ...size,
    description,
    source,
  });
}

const pew = 'Pew 2019';
const ldbc = 'LDBC SNB datagen';
const gomez = 'Gómez et al. 2013';

/**
 * What the network looks like, declared once: the type of the code, the check of a `--profile` file, and the defaults,
 * each with its bounds and the study it is taken from. Another profile makes another dataset: it is part of the
 * fingerprint.
 */
export const Profile = Type.Object({
  growth: Type.Object({
    initialUsers: number(0.1, { above: 0, max: 1 }, 'share of the users there when the two years begin'),
    acceleration: number(9, { min: 0.01, max: 1000 }, 'users joining at the end for each one at the start'),
  }),
  when: Type.Object({
    hours: weights(
      [
        0.45, 0.3, 0.22, 0.18, 0.17, 0.22, 0.4, 0.65, 0.85, 0.95, 1.0, 1.05, 1.15, 1.1, 1.05, 1.05, 1.1, 1.2,
        1.35, 1.5, 1.6, 1.5, 1.15, 0.75,
      ],
      { above: 0 },
      'activity by hour of the day (UTC): low at night, a shoulder at noon, a peak in the evening',
    ),
    days: weights(
      [1.08, 0.96, 0.97, 0.98, 0.98, 0.97, 1.06],
      { above: 0 },
      'activity by day of the week, Sunday first',
    ),
    followUpShare: share(
      0.6,
      'share of the posts that may follow up on an earlier one of their author, after a gap of density 1/t',
      'ours; shape: Gandica et al.',
    ),
  }),
  users: Type.Object({
    privateShare: share(0.12, 'users whose account is private'),
    inactiveShare: share(0.04, 'users whose account is no longer active'),
    otherScriptShare: share(0.125, 'users whose name is in another script or has accents'),
    empty: Type.Object({
      bio: share(0.3, 'users without a text about themselves'),
      avatar: share(0.15, 'users without a picture'),
      cover: share(0.6, 'users without a cover picture'),
      birthday: share(0.25, 'users without a date of birth'),
      location: share(0.35, 'users without a place'),
      website: share(0.8, 'users without a website'),
      lastLogin: share(0.03, 'users who never logged in again'),
    }),
  }),
  following: Type.Object({
    median: number(74, { min: 0, max: 1e5 }, 'accounts followed, median of the less active 90 %', pew),
    medianActive: number(456, { min: 0, max: 1e5 }, 'accounts followed, median of the most active 10 %', pew),
    sigma: number(
      1.1,
      { min: 0, max: 3 },
      'standard deviation of the logarithm of the accounts followed',
      'LDBC facebookBucket100',
    ),
    max: whole(5000, { min: 0, max: 1e6 }, 'accounts a user picks at most', 'LDBC facebookBucket100'),
    density: number(
      0.115,
      { min: 0, max: 1000 },
      'scales the two medians: at 1 the rows of a million users would be hundreds each',
    ),
    insideCommunity: share(0.7, "share of one's picks from the own community or similar ones", ldbc),
    backInside: share(0.25, 'probability that who is followed from nearby follows back'),
    backOutside: share(0.02, 'probability that who is followed from afar follows back'),
  }),
  community: Type.Object({ size: number(150, { min: 1, max: 1e6 }, 'members of a community') }),
  popularity: Type.Object({
    tailExponent: number(2.3, { above: 2, max: 10 }, "exponent of the followers' tail", 'Kwak et al. 2010'),
    largestAccount: number(
      0.04,
      { above: 0, max: 1 },
      'followers of the largest account as a share of all users',
      'Kwak et al. 2010',
    ),
    attention: number(
      0.4,
      { min: 0, below: 0.5 },
      "reactions to one's posts grow with this power of one's place in popularity",
    ),
  }),
  posts: Type.Object({
    perUser: number(8, { min: 0, max: 10_000 }, 'posts a user, mean'),
    shareOfTopTenth: number(0.8, { min: 0.1, below: 1 }, 'share of the posts by the most active tenth', pew),
    medianLength: number(63, { min: 1, max: 10_000 }, 'characters, median', 'Twitter 2017'),
    lengthSigma: number(0.75, { min: 0, max: 3 }, 'standard deviation of the logarithm of the length'),
    maxLength: number(
      280,
      { min: 1, max: 10_000 },
      'characters at most, but for the long ones',
      'Twitter 2017',
    ),
    longShare: share(0.001, 'share of the posts with 700 to 2,000 characters, so that TOAST exists'),
    publicShare: share(0.95, 'share of the posts that everybody may see'),
    replyShare: share(0.12, 'share of the posts that answer another one'),
    mediaShare: share(0.25, 'share of the posts with pictures or videos'),
    placeShare: share(0.15, 'share of the posts with a place'),
    editedShare: share(0.06, 'share of the posts that were edited'),
  }),
  text: Type.Object({
    zipf: number(1, { min: 0, max: 3 }, 'exponent of the frequencies of words', 'Gutenberg study'),
    emojiShare: share(0.08, 'share of the texts that end in an emoji'),
    otherScriptShare: share(
      0.02,
      'share of the texts with words in another script, right-to-left ones among them',
    ),
  }),
  search: Type.Object({
    common: number(6e-3, { min: 0, max: 0.05 }, 'share of the posts with one given common search phrase'),
    medium: number(5e-4, { min: 0, max: 0.05 }, 'the same of a medium one'),
    rare: number(2e-5, { min: 0, max: 0.05 }, 'the same of a rare one'),
  }),
  hashtags: Type.Object({
    counts: weights(
      [0.55, 0.22, 0.13, 0.06, 0.04],
      { min: 0 },
      'posts with 0, 1, 2, 3 and 4 hashtags, as weights',
      'arXiv 2004.12707',
    ),
    vocabulary: whole(3000, { min: 1, max: 65_535 }, 'different hashtags'),
    zipf: number(1, { min: 0, max: 3 }, 'exponent of their frequencies in one month', 'arXiv 2004.12707'),
    lasting: whole(25, { min: 0, max: 65_535 }, 'so many of the most frequent stay what they are'),
    driftPerMonth: whole(61, { min: 0, max: 65_535 }, 'places by which the others move on in a month'),
  }),
  flashMobs: Type.Object({
    perMonth: number(
      5,
      { min: 0, max: 100 },
      'hashtags that draw a crowd for some hours',
      'ours; after LDBC SNB datagen',
    ),
    hours: number(72, { min: 1, max: 720 }, 'how long that lasts, from first to last', ldbc),
    share: share(0.3, 'share of the posts with hashtags that have this one at the height'),
  }),
  mentions: Type.Object({
    share: share(0.125, 'share of the posts that mention somebody'),
    popular: share(
      0.3,
      'share of the mentions that go to well-known accounts, the others stay in the community',
    ),
  }),
  likes: Type.Object({
    perPost: number(3, { min: 0, max: 10_000 }, 'likes a post, mean'),
    zeroShare: number(0.35, { min: 0, below: 1 }, 'share of the posts that nobody likes', 'Digg study'),
    sigma: number(1.5, { min: 0, max: 3 }, 'standard deviation of the logarithm of the others', 'Digg study'),
    insideCommunity: share(0.7, "share of the likes from the author's community", ldbc),
    mostOfAlive: number(0.2, { above: 0, max: 0.5 }, 'share of all users that like one post at most'),
    delayHours: number(
      3,
      { above: 0, max: 1000 },
      'how long after the post a like comes, median',
      'Digg study',
    ),
    delaySigma: number(1.8, { min: 0, max: 4 }, 'standard deviation of the logarithm of that', 'Digg study'),
    onComments: number(0.35, { min: 0, max: 100 }, 'likes a comment, mean'),
  }),
  comments: Type.Object({
    perPost: number(0.75, { min: 0, max: 1000 }, 'comments a post, mean'),
    zeroShare: number(0.6, { min: 0, below: 1 }, 'share of the posts nobody has anything to say to'),
    exponent: number(
      2.5,
      { above: 1, max: 10 },
      'exponent of the power law of the others',
      'ours; shape: Gómez et al. 2013',
    ),
    cutoff: number(
      200,
      { min: 1, max: 1e5 },
      'comments on one post at most, at mean attention',
      'ours; shape: Gómez et al. 2013',
    ),
    rootBias: share(0.6, 'share of the comments on the post itself', gomez),
    noveltyShare: share(
      0.5,
      'share of the other comments that answer a recent one, not a popular one',
      gomez,
    ),
    insideCommunity: share(0.5, "share of the comments from the author's community"),
    delayHours: number(24, { above: 0, max: 1000 }, 'longest time to a reply', ldbc),
    delayPower: number(2.5, { min: 0, max: 10 }, 'a reply takes the longest time x u^this', ldbc),
  }),
  shares: Type.Object({ perPost: number(0.19, { min: 0, max: 1000 }, 'shares of a post, mean') }),
  bookmarks: Type.Object({ perPost: number(0.19, { min: 0, max: 1000 }, 'bookmarks of a post, mean') }),
  blocks: Type.Object({ perUser: number(0.5, { min: 0, max: 100 }, 'accounts blocked, at most on average') }),
  conversations: Type.Object({
    contacts: number(14, { min: 0, max: 1000 }, 'contacts of a user at full density, mean', 'MSN study'),
    density: number(0.5, { min: 0, max: 100 }, 'scales the contacts'),
    groupShare: share(0.12, 'share of the conversations with three to twelve people'),
    insideCommunity: share(0.8, "share of the people from the creator's community"),
  }),
  messages: Type.Object({
    burstsPerUser: number(1.6, { min: 0, max: 10_000 }, 'bursts of messages a user, mean'),
    perBurst: number(5, { min: 1, max: 50 }, 'messages a burst, mean', 'MSN study'),
    readShare: share(0.85, 'share of the messages that another participant has read'),
  }),
  notifications: Type.Object({ perUser: number(6, { min: 0, max: 10_000 }, 'notifications a user, mean') }),
  requests: Type.Object({
    zipf: number(0.7, { min: 0, max: 0.95 }, 'exponent of whose page is asked for', 'LinkBench'),
    missingShare: share(0.01, 'share of the requests for what does not exist'),
  }),
});
export type Profile = Static<typeof Profile>;

/** The defaults of a schema: of every number its own. */
function defaultsOf(schema: TSchema): unknown {
  if (schema.type !== 'object') return schema.default;
  const properties = Object.entries(schema.properties as Record<string, TSchema>);
  return Object.fromEntries(properties.map(([name, property]) => [name, defaultsOf(property)]));
}

export const defaultProfile = defaultsOf(Profile) as Profile;
