import { glue } from '../text.ts';

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** The first of them, and how many more there are: `a, b, c and 14 more`. */
export function listedBriefly(words: readonly string[], most: number): string {
  if (words.length <= most + 1) return listed(words);
  return `${words.slice(0, most).join(', ')} and ${words.length - most}${glue}more`;
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 block`, `10 blocks`. */
export function counted(count: number, noun: string): string {
  return `${count}${glue}${noun}${count === 1 ? '' : 's'}`;
}
