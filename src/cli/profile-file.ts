import { readFileSync } from 'node:fs';
import { usageError } from '../core/errors.ts';
import { defaultProfile, type Profile } from '../population/profile.ts';
import { completeProfile } from '../population/profile-check.ts';
import type { Scale } from './option-values.ts';

/** `--profile` and what it is checked against. */
export interface ProfileOptions {
  profile?: string;
  scale: Scale;
}

/** The options with the profile itself in place of its file; the default one where none is named. */
export function withProfile<Options extends ProfileOptions>(
  options: Options,
): Options & { profile: Profile } {
  return { ...options, profile: profileFrom(options.profile, options.scale.users) };
}

/** The profile of a file for so many users; the default one of none. */
export function profileFrom(file: string | undefined, users: number): Profile {
  if (file === undefined) return defaultProfile;
  return completeProfile(parse(file), file, users);
}

const example = 'a profile is a JSON file such as {"posts": {"perUser": 12}}';

function parse(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'permission denied' }[
      code ?? ''
    ];
    throw usageError(`cannot read profile ${file}: ${reason ?? message}`, example, error);
  }
  try {
    // Some editors begin UTF-8 files with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw usageError(`profile ${file} is not JSON: ${(error as Error).message}`, example, error);
  }
}
