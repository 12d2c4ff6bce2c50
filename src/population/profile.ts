/**
 * What the network looks like: every number a named default with its source (see POPULATION in ARCHITECTURE.md).
 * A profile of other numbers makes another dataset: it is part of the fingerprint.
 */
export interface Profile {
  name: string;
  /** Share of the users who are there when the two years begin. */
  initialUsers: number;
  following: {
    /** Accounts followed, median of the less active 90 % and of the most active 10 % at full density (Pew 2019). */
    median: number;
    medianActive: number;
    /** Standard deviation of the logarithm; with it the quantiles relative to the mean are LDBC's Facebook ones. */
    sigma: number;
    max: number;
    /** Scales the medians: full density at millions of users would be hundreds of rows a user. */
    density: number;
    /** Share of one's followees from one's own community (LDBC SNB datagen). */
    insideCommunity: number;
    /** Probability that a followee follows back, inside a community and outside. */
    backInside: number;
    backOutside: number;
  };
  community: { size: number };
  popularity: {
    /** Exponent of the followers' tail (Kwak et al. 2010). */
    tailExponent: number;
    /** Followers of the largest account as a share of all users. */
    largestAccount: number;
  };
  posts: {
    perUser: number;
    /** The most active tenth writes this share (Pew 2019). */
    shareOfTopTenth: number;
    /** Characters (Twitter 2017). */
    medianLength: number;
    lengthSigma: number;
    maxLength: number;
    /** Share of long posts of 700 to 2,000 characters. */
    longShare: number;
    publicShare: number;
    replyShare: number;
    mediaShare: number;
  };
  hashtags: { vocabulary: number; zipf: number };
  words: { zipf: number };
  likes: { perPost: number; zeroShare: number; sigma: number; insideCommunity: number; onComments: number };
  comments: { perPost: number; zeroShare: number; sigma: number; rootBias: number };
  shares: { perPost: number };
  bookmarks: { perPost: number };
  blocks: { perUser: number };
  conversations: { perUser: number; groupShare: number };
  messages: { burstsPerUser: number; perBurst: number; readShare: number };
  notifications: { perUser: number };
}

export const defaultProfile: Profile = {
  name: 'default',
  initialUsers: 0.1,
  following: {
    median: 74,
    medianActive: 456,
    sigma: 1.1,
    max: 5000,
    density: 0.115,
    insideCommunity: 0.7,
    backInside: 0.25,
    backOutside: 0.02,
  },
  community: { size: 150 },
  popularity: { tailExponent: 2.3, largestAccount: 0.04 },
  posts: {
    perUser: 8,
    shareOfTopTenth: 0.8,
    medianLength: 63,
    lengthSigma: 0.75,
    maxLength: 280,
    longShare: 0.001,
    publicShare: 0.95,
    replyShare: 0.12,
    mediaShare: 0.25,
  },
  hashtags: { vocabulary: 3000, zipf: 1 },
  words: { zipf: 1 },
  likes: { perPost: 3, zeroShare: 0.35, sigma: 1.3, insideCommunity: 0.7, onComments: 0.35 },
  comments: { perPost: 0.75, zeroShare: 0.6, sigma: 1.2, rootBias: 0.6 },
  shares: { perPost: 0.19 },
  bookmarks: { perPost: 0.19 },
  blocks: { perUser: 0.5 },
  conversations: { perUser: 1.2, groupShare: 0.12 },
  messages: { burstsPerUser: 1.6, perBurst: 5, readShare: 0.85 },
  notifications: { perUser: 6 },
};

/** Users by the name of a scale. */
export const scales = { tiny: 1_000, small: 10_000, medium: 100_000, large: 1_000_000 } as const;
