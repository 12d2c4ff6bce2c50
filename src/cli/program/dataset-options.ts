import { Option } from 'commander';
import { type KeyStyle, keyStyles } from '../../population/ids.ts';
import { parseScale, wholeNumber } from '../option-values.ts';

/** Which dataset, and where. */

export const urlOption = () =>
  new Option(
    '--url <url>',
    'PostgreSQL server and database to use (also: DATABASE_URL, PG* variables); without any, the embedded one',
  );
export const scaleOption = () =>
  new Option('--scale <scale>', 'size of the dataset: tiny, small, medium, large, or a number of users')
    .argParser(parseScale)
    .default(parseScale('small'), 'small');
export const seedOption = () =>
  new Option('--seed <number>', 'seed of the dataset; the same seed gives the same bytes')
    .argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .default(42);

export const keysOption = () =>
  new Option(
    '--keys <style>',
    'how ids look: random UUIDs, UUIDs that begin with the time of their row, or numbers',
  )
    .choices(keyStyles)
    .default('uuidv4' satisfies KeyStyle);

export const profileOption = () =>
  new Option(
    '--profile <file>',
    'JSON file of what the network looks like; what it leaves out keeps its default',
  );
