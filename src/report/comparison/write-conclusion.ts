import type { Comparison } from './comparison.ts';
import type { SlicedLoad } from './contrast.ts';
import { headlineOfLoad } from './headline.ts';
import { amountWords, effectWords, fasterWords, slowerWords } from './ratio-text.ts';
import { listed } from './words.ts';

/** What a variant costs those who write, to follow its name: `makes publish 6 % slower`. Null where it was not asked. */
export function writeClause({ writes }: Comparison, variant: string): string | null {
  const contrast = writes?.contrasts.find((each) => each.variant === variant);
  if (!contrast) return null;
  if (contrast.status !== 'measured') return 'has writes that were not measured';
  const { load } = contrast;
  return load && `${partsClause(load) ?? mixClause(load)}${walAside(load)}`;
}

/** `, with 12 % more WAL`; nothing where no difference was shown. */
export function walAside({ walBytes }: SlicedLoad): string {
  const isTold = walBytes?.verdict === 'slower' || walBytes?.verdict === 'faster';
  return isTold ? `, with ${amountWords(walBytes)} WAL` : '';
}

function partsClause({ parts }: SlicedLoad): string | null {
  const said = parts.flatMap(({ scenario, p50 }) => {
    if (p50?.verdict === 'slower') return [`${scenario} ${slowerWords(p50)}`];
    return p50?.verdict === 'faster' ? [`${scenario} ${fasterWords(p50)}`] : [];
  });
  return said.length === 0 ? null : `makes ${listed(said)}`;
}

/** Of all writes together: where no single scenario differs, the throughput still may. */
function mixClause(load: SlicedLoad): string {
  const judged = headlineOfLoad(load);
  switch (judged.verdict) {
    case 'slower':
      return `makes writes ${slowerWords(judged)}`;
    case 'faster':
      return `makes writes ${fasterWords(judged)}`;
    case 'equivalent':
      return `leaves writes as fast (to within ${effectWords(judged.margin)})`;
    case 'inconclusive':
      return `leaves open what writes cost (${judged.visibleRatio ? `${effectWords(judged.visibleRatio)} or more would probably have shown` : 'too little was measured'})`;
  }
}
