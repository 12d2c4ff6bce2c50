import { formatCount } from '../core/units.ts';
import { glue } from './text.ts';

/** `95 %`, `< 1 %`, `> 99 %`: in whole percent, and never 0 % or 100 % of what is neither. Unbreakable in `wrap`. */
export function percentage(part: number, whole = 1): string {
  const percent = (100 * part) / whole;
  const isNone = part <= 0;
  const text =
    !isNone && percent < 1
      ? `<${glue}1`
      : part < whole && percent > 99
        ? `>${glue}99`
        : formatCount(Math.round(percent));
  return `${text}${glue}%`;
}
