import { existsSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { usageError } from '../../core/errors.ts';
import { suggestion } from '../../core/suggestion.ts';
import {
  isFillTime,
  readVariantFolder,
  readVariants,
  requireKnownConflicts,
  specName,
  type VariantDescription,
} from './description.ts';
import { variantKinds } from './description-check.ts';

/** One or several variants at once, or none. */
export interface VariantComposition {
  /** In canonical order, so that equal compositions have equal names: `composite+covering-feed`; `spec` of none. */
  readonly name: string;
  /**
   * In the order in which they are applied: by kind (keys, partitioning, denormalization, index, settings); within a
   * kind those with a slot, which say what there is, before those which add to it; then by name.
   */
  readonly parts: readonly VariantDescription[];
}

/** The schema as specified. */
export const specification: VariantComposition = { name: specName, parts: [] };

/**
 * Reads `spec`, `a`, `a+b`, `./folder`, `by-month@24`. Throws a usage error for a part that is unknown, doubled, or
 * that does not go with another one.
 */
export function composeVariants(text: string, known?: readonly VariantDescription[]): VariantComposition {
  if (text === specName) return specification;
  const variants = known ?? readVariants();
  const names = isFolder(text) ? [text] : text.split('+');
  if (names.includes(specName)) {
    throw usageError(
      `"${specName}" in "${text}" does not go with others`,
      `"${specName}" is the schema without a variant; leave it out`,
    );
  }
  const parts = names.map((name) => findPart(name.trim(), variants)).sort(byPlace);
  refuseDouble(parts, text);
  for (const [index, part] of parts.entries()) {
    for (const other of parts.slice(index + 1)) refuseConflict(part, other);
  }
  return { name: parts.map(({ name }) => name).join('+'), parts };
}

/** The settings of all parts; they do not contradict one another. */
export function settingsOf({ parts }: VariantComposition): Record<string, string> {
  return Object.assign({}, ...parts.map(({ settings }) => settings));
}

/** Settings that the server must have been started with. */
export function serverSettingsOf({ parts }: VariantComposition): Record<string, string> {
  return Object.assign({}, ...parts.map(({ serverSettings }) => serverSettings));
}

/** Does the name mean a folder, and not a variant of the package? */
function isFolder(name: string): boolean {
  return /^\.{1,2}([/\\]|$)|[/\\]/.test(name) && existsSync(resolve(name));
}

function findPart(text: string, variants: readonly VariantDescription[]): VariantDescription {
  const [name, number] = splitNumber(text);
  const found = /^\.{1,2}$|[/\\]/.test(name)
    ? readOwnFolder(name, variants)
    : variants.find((variant) => variant.name === name);
  if (!found) {
    const names = [specName, ...variants.map((variant) => variant.name)];
    throw usageError(
      name === '' ? 'a variant without a name' : `unknown variant "${name}"`,
      existsSync(name)
        ? `for the folder write ./${name}`
        : `${suggestion(name, names)}; a folder of your own: ./${name || 'my-variant'}`,
    );
  }
  return number === undefined ? found : withPartitions(found, number);
}

function splitNumber(text: string): [name: string, number: string | undefined] {
  const match = /^(.*)@([^@/\\]*)$/.exec(text);
  return match ? [match[1]!, match[2]!] : [text, undefined];
}

function withPartitions(variant: VariantDescription, text: string): VariantDescription {
  const { name } = variant;
  if (variant.partitions === null) {
    throw usageError(`the variant "${name}" takes no number of partitions`, `leave out "@${text}"`);
  }
  if (!/^[1-9]\d{0,3}$/.test(text)) {
    throw usageError(`"${text}" is no number of partitions`, `write ${name}@${variant.partitions}`);
  }
  const partitions = Number(text);
  if (partitions === variant.partitions) return variant;
  return { ...variant, name: `${name}@${partitions}`, partitions };
}

/** A user's own folder, named by its way from here. */
function readOwnFolder(path: string, variants: readonly VariantDescription[]): VariantDescription {
  const folder = resolve(path);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw usageError(`there is no folder ${path}`, 'a variant of your own is a folder with a variant.json');
  }
  const way = relative('.', folder).split(sep).join('/');
  const name = way.startsWith('..') ? way : `./${way}`;
  const variant = readVariantFolder(folder, name);
  requireKnownConflicts(variant, variants);
  return variant;
}

function byPlace(a: VariantDescription, b: VariantDescription): number {
  const place = ({ kind, slot, name }: VariantDescription) =>
    `${variantKinds.indexOf(kind)}${slot === null ? 1 : 0}${name}`;
  return place(a) < place(b) ? -1 : 1;
}

function refuseDouble(parts: readonly VariantDescription[], text: string): void {
  const double = parts.find((part, index) => parts.findIndex(({ folder }) => folder === part.folder) < index);
  if (!double) return;
  throw usageError(`the variant "${baseName(double)}" is twice in "${text}"`, 'name it once');
}

/** Every way in which two variants cannot be at once. */
function refuseConflict(a: VariantDescription, b: VariantDescription): void {
  const reason = conflictOf(a, b);
  if (!reason) return;
  throw usageError(
    `the variants "${a.name}" and "${b.name}" do not go together: ${reason}`,
    'use one of them',
  );
}

function conflictOf(a: VariantDescription, b: VariantDescription): string | undefined {
  if (a.conflicts.includes(baseName(b)) || b.conflicts.includes(baseName(a))) return 'they conflict';
  if (a.slot !== null && a.slot === b.slot) return `both are a choice of "${a.slot}"`;
  if (a.keys !== null && b.keys !== null && a.keys !== b.keys) return `keys ${a.keys} and ${b.keys}`;
  return sameFile(a, b) ?? contradiction(a, b);
}

function sameFile(a: VariantDescription, b: VariantDescription): string | undefined {
  if (!isFillTime(a) || !isFillTime(b)) return undefined;
  for (const folder of ['tables', 'indexes'] as const) {
    const names = b.design[folder].map(({ name }) => name);
    const both = a.design[folder].find(({ name }) => names.includes(name));
    if (both) return `both have ${folder}/${both.name}.sql`;
  }
  if (a.partitions !== null && b.partitions !== null && a.partitions !== b.partitions) {
    return `${a.partitions} and ${b.partitions} partitions`;
  }
  return undefined;
}

function contradiction(a: VariantDescription, b: VariantDescription): string | undefined {
  const [ofA, ofB] = [a, b].map(({ settings, serverSettings }) => ({ ...serverSettings, ...settings }));
  const name = Object.keys(ofA!).find((key) => ofB![key] !== undefined && ofB![key] !== ofA![key]);
  return name === undefined ? undefined : `${name} ${ofA![name]} and ${ofB![name]}`;
}

function baseName({ name }: VariantDescription): string {
  return name.replace(/@\d+$/, '');
}
