import type { OptionalField } from '../users.ts';
import type { World } from '../world.ts';
import { type Figure, shareOf, spread } from './figure.ts';
import { sampleTexts } from './texts.ts';

/** What is hidden, left out, or written in another script. */
export function userFigures(world: World): Figure[] {
  const { profile, users, posts, vocabulary } = world;
  const someUsers = spread(users.count, 50_000);
  const somePosts = spread(posts.count, 50_000);
  const figure = (topic: string, name: string, claimed: number, measured: number): Figure => ({
    topic,
    name,
    claimed,
    measured,
    // Four standard deviations of a share of so many.
    tolerance: 0.001 + 4 * Math.sqrt((claimed * (1 - claimed)) / someUsers.length),
    unit: 'share',
    source: 'ours',
  });
  const nonAscii = (text: string) => /[^\0-\x7f]/.test(text);
  const { emojiShare, otherScriptShare } = profile.text;
  const texts = sampleTexts(world, 20_000);
  return [
    figure(
      'hidden',
      'public posts',
      profile.posts.publicShare,
      shareOf(somePosts, (post) => posts.isPublic(post)),
    ),
    figure(
      'hidden',
      'private users',
      profile.users.privateShare,
      shareOf(someUsers, (user) => users.isPrivate(user)),
    ),
    figure(
      'hidden',
      'inactive users',
      profile.users.inactiveShare,
      shareOf(someUsers, (user) => !users.isInUse(user)),
    ),
    ...Object.entries(profile.users.empty).map(([field, claimed]) =>
      figure(
        'NULLs',
        `users without ${labels[field as OptionalField]}`,
        claimed,
        shareOf(someUsers, (user) => !users.has(user, field as OptionalField)),
      ),
    ),
    figure(
      'NULLs',
      'posts without a place',
      1 - profile.posts.placeShare,
      shareOf(somePosts, (post) => !posts.hasPlace(post)),
    ),
    figure(
      'Unicode',
      'users with a name in another script',
      // Some names in other languages are spelled in ASCII all the same.
      profile.users.otherScriptShare *
        shareOf(vocabulary.otherNames, ([first, last]) => nonAscii(first + last)),
      shareOf(someUsers, (user) => nonAscii(users.firstName(user) + users.lastName(user))),
    ),
    figure(
      'Unicode',
      'texts with an emoji or another script',
      emojiShare + otherScriptShare,
      texts.nonAsciiShare,
    ),
  ];
}

const labels: Readonly<Record<OptionalField, string>> = {
  bio: 'a bio',
  avatar: 'a picture',
  cover: 'a cover picture',
  birthday: 'a date of birth',
  location: 'a place',
  website: 'a website',
  lastLogin: 'a last login',
};
