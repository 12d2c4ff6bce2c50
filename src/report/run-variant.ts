import { type Static, Type } from '@sinclair/typebox';
import { VariantBuild } from './comparison/variant.ts';
import { text } from './field.ts';

export const RunVariant = Type.Object(
  {
    name: text('As the command line takes it: composite, or composite+covering-feed.'),
    parts: Type.Array(
      Type.Object({
        name: text('Name of the variant.'),
        kind: text('keys, partitioning, denormalization, index or settings.'),
        summary: text('What it changes.'),
      }),
      { description: 'What it is composed of, in the order in which it was applied.' },
    ),
    settings: Type.Record(Type.String(), Type.String(), {
      description: 'What each connection was set to.',
    }),
    serverSettings: Type.Record(Type.String(), Type.String(), {
      description: 'What the server was started with.',
    }),
    build: VariantBuild,
  },
  { $id: 'RunVariant', description: 'The physical design that was measured.' },
);
export type RunVariant = Static<typeof RunVariant>;
