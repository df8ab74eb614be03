/** Owns the entries about customers' experience: figures for all, one customer's own timeline for few, written down. */
import { TowerError } from '../../shared/errors.ts'
import type { EventOf, FeedRecord } from '../../shared/events.ts'
import type { RatingScale } from '../../shared/vocabulary.ts'
import type { QueryContext } from '../queries/context.ts'
import { findCustomer } from '../queries/customerLookup.ts'
import { customerTimeline } from '../queries/customerTimeline.ts'
import { accessLog } from '../queries/experienceAccess.ts'
import { experienceJourneys } from '../queries/experienceJourneys.ts'
import { experienceMatrix } from '../queries/experienceMatrix.ts'
import { experienceRatedOrders } from '../queries/experienceRatedOrders.ts'
import { experienceRatings } from '../queries/experienceRatings.ts'
import { experienceSearch } from '../queries/experienceSearch.ts'
import type { Caller } from './api.ts'
import type { Handlers } from './handler.ts'
import { checkTexts } from './texts.ts'

/** What the entries need of the engine. */
export interface ExperienceSurroundings {
  now(): Promise<QueryContext>
  /** Puts facts that were decided here into the log; resolves once they are durable. */
  record(facts: readonly FeedRecord[]): Promise<void>
  /** An id that was never given before. */
  freshId(): string
  /** Path of a feedback page, sealed. */
  feedbackPath(link: { order: string; scale: RatingScale; expiresAt: number }): string
  /** Where the host listens; null where it does not. */
  address(): string | null
}

type Paths =
  | 'experience.matrix'
  | 'experience.ratings'
  | 'experience.ratedOrders'
  | 'experience.journeys'
  | 'experience.search'
  | 'experience.accessLog'
  | 'experience.feedbackLink'
  | 'customers.open'

const DAY_MS = 86_400_000
const LINK_DAYS = 30

export function experienceHandlers(around: ExperienceSurroundings): Pick<Handlers, Paths> {
  return {
    'experience.matrix': async (input) => experienceMatrix(await around.now(), input),
    'experience.ratings': async (input) => experienceRatings(await around.now(), input),
    'experience.ratedOrders': async (input) => experienceRatedOrders(await around.now(), input),
    'experience.journeys': async (input) => experienceJourneys(await around.now(), input),
    'experience.search': async (input) => experienceSearch(await around.now(), input),
    'experience.accessLog': async (input) => accessLog(await around.now(), input),
    async 'experience.feedbackLink'({ order, scale = 'stars', expiresInDays = LINK_DAYS }) {
      const { reader, clock } = await around.now()
      if (!reader.get('SELECT 1 AS one FROM orders WHERE order_id = ?', [order])) {
        throw new TowerError('notFound', `No record has named the order ${order}.`)
      }
      // In whole seconds: the link says no more.
      const expiresAt = Math.floor((clock.now() + expiresInDays * DAY_MS) / 1000) * 1000
      const path = around.feedbackPath({ order, scale, expiresAt })
      return { url: `${around.address() ?? ''}${path}`, path, expiresAt }
    },
    async 'customers.open'({ why, ...name }, caller) {
      checkTexts({ why })
      const context = await around.now()
      const customer = await findCustomer(context, name)
      await noteOpening(around, caller, {
        why,
        granted: true,
        pseudonym: context.pseudonymOf(customer),
      })
      return customerTimeline(context, customer)
    },
  }
}

/** Writes down that somebody asked to see a customer. */
export async function noteOpening(
  around: Pick<ExperienceSurroundings, 'now' | 'record' | 'freshId'>,
  { actor, role }: Caller,
  about: Pick<EventOf<'CustomerOpened'>, 'why' | 'granted' | 'pseudonym'>,
): Promise<void> {
  const opening = around.freshId()
  const { clock } = await around.now()
  await around.record([
    {
      identity: `tower:customer:${opening}`,
      occurredAt: clock.now(),
      events: [{ type: 'CustomerOpened', opening, actor, role, ...about }],
    },
  ])
}
