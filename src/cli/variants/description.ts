import { serverSettingsOf } from '../../database/variants/composition.ts';
import type { RunVariant } from '../../report/run-variant.ts';
import type { ReadyVariant } from './ready-variant.ts';

/** A variant in the words of the result file. */
export function describeVariant({ name, composition, settings, build }: ReadyVariant): RunVariant {
  return {
    name,
    parts: composition.parts.map(({ name, kind, summary }) => ({ name, kind, summary })),
    settings: { ...settings },
    serverSettings: serverSettingsOf(composition),
    build: { ...build, statements: build.statements.map((statement) => ({ ...statement })) },
  };
}
