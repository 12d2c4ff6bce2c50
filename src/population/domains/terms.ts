import { AliasTable, zipfWeights } from '../../core/distributions.ts';
import type { RandomSequence } from '../../core/random.ts';
import { end, start } from '../calendar.ts';
import { type Domain, domainStrata } from '../domain.ts';
import { hashtagMonthMs } from '../hashtags.ts';
import type { World } from '../world.ts';

type TermStratum = (typeof domainStrata)['search.phrase'][number];

function termDomain(
  name: 'hashtag' | 'search.phrase',
  terms: Readonly<Record<TermStratum, readonly string[]>>,
  weights: Readonly<Record<TermStratum, number>>,
): Domain {
  const strata = domainStrata[name];
  const choice = new AliasTable(strata.map((stratum) => weights[stratum]));
  const drawFrom = (stratum: TermStratum, random: RandomSequence) =>
    terms[stratum][random.below(terms[stratum].length)] ?? terms.missing[0]!;
  return {
    name,
    strata,
    draw(random) {
      const stratum = strata[choice.draw(random.uniform())]!;
      return { value: drawFrom(stratum, random), stratum };
    },
    drawFrom: (stratum, random) => drawFrom(stratum as TermStratum, random),
  };
}

const commonTags = 25;
const mediumTags = 300;

/** Hashtags, as often as posts carry them. */
export function hashtagDomain(world: World): Domain {
  const uses = hashtagUses(world);
  const byUse = world.vocabulary.hashtags
    .map((tag, index) => ({ tag, uses: uses[index]! }))
    .sort((one, other) => other.uses - one.uses);
  const tags = byUse.map(({ tag }) => tag);
  const terms = {
    common: tags.slice(0, commonTags),
    medium: tags.slice(commonTags, mediumTags),
    rare: tags.slice(mediumTags),
    missing: ['nosuchtag', 'neverused'],
  };
  const mass = (from: number, to?: number) => byUse.slice(from, to).reduce((sum, { uses }) => sum + uses, 0);
  const present = mass(0);
  return termDomain('hashtag', terms, {
    common: mass(0, commonTags),
    medium: mass(commonTags, mediumTags),
    rare: mass(mediumTags),
    missing: present * world.profile.requests.missingShare,
  });
}

/** How often each hashtag is used in all, relative to the others; flash mobs, of some days, not counted. */
function hashtagUses({ hashtags, posts, profile }: World): Float64Array {
  const zipf = zipfWeights(hashtags.size, profile.hashtags.zipf);
  const uses = new Float64Array(hashtags.size);
  for (let month = 0; start + month * hashtagMonthMs < end; month++) {
    const from = start + month * hashtagMonthMs;
    const postsOfMonth = posts.countAt(from + hashtagMonthMs) - posts.countAt(from);
    zipf.forEach((weight, rank) => {
      uses[hashtags.at(rank, month)]! += weight * postsOfMonth;
    });
  }
  return uses;
}

/** What people search for: words that posts have at known frequencies. */
export function searchPhraseDomain({ vocabulary }: World): Domain {
  return termDomain('search.phrase', vocabulary.phrases, { common: 50, medium: 35, rare: 14, missing: 1 });
}
