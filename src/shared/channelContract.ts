/** Owns the contract's part about channels and what they show. */
import { Type } from '@sinclair/typebox'
import { oneOf, page, query, strict } from './contractParts.ts'
import { DISAGREEMENTS } from './readModels/channels.ts'
import type * as Channels from './readModels/channels.ts'

const Word = Type.String({ maxLength: 512 })

export const channelContract = {
  /** SKUs against channels: those with open alerts first, most of them on top; then by id. */
  'channels.board': query<Channels.CoordinationBoard>()(
    Type.Object(
      {
        ...page,
        /** SKUs that this channel lists; disagreements are then those of this channel. */
        channel: Type.Optional(Word),
        category: Type.Optional(Word),
        /** Words that the SKU's id, without its scheme too, or a word of its name begins with. */
        text: Type.Optional(Word),
        /** Only SKUs with such a disagreement. */
        kind: Type.Optional(oneOf(DISAGREEMENTS)),
        /** Only SKUs with any disagreement. */
        disagreeing: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
  ),
} as const
