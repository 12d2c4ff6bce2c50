import { type Static, Type } from '@sinclair/typebox';
import { orNull, text } from './field.ts';

export const Reason = Type.Object(
  {
    text: text('What happened, with its numbers.'),
    remedy: orNull(Type.String(), 'What to do about it; null when nothing is to be done.'),
  },
  { $id: 'Reason', description: 'Something that a reader of the numbers must know.' },
);
export type Reason = Static<typeof Reason>;
