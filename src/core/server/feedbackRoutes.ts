/** Owns `/feedback/{link}`: the page where a customer answers, and the way of the answer into the feed `feedback-page`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { RatingScale } from '../../shared/vocabulary.ts'
import type { FeedRegistry } from '../feeds/registry.ts'
import type { Intake } from '../feeds/intake.ts'
import type { HeldBody } from '../feeds/transports/httpBody.ts'
import { closedForNow } from '../feeds/transports/httpFeeds.ts'
import { HttpProblem, toProblem } from '../feeds/transports/httpProblems.ts'
import { consume } from '../feeds/transports/httpRates.ts'
import type { Clock, Logger } from '../platform.ts'
import {
  FEEDBACK_POLICY,
  formPage,
  problemPage,
  ratingsOf,
  TEXT_CHARACTERS_MAX,
  thanksPage,
} from './feedbackPage.ts'
import { answerId, FEEDBACK_PATH, openLink, type FeedbackLinkContent } from './feedbackToken.ts'

export interface FeedbackRouteOptions {
  /** Null while the host changes networks. */
  engine(): { feedbackKey: Uint8Array; intake: Intake; feeds: FeedRegistry } | null
  /** Told of every link whose seal is wrong. */
  onForged(feed: string): void
  clock: Clock
  logger: Logger
}

export const FEEDBACK_FEED = 'feedback-page'

/** Pages a minute and address, answers a minute and address, answers an hour and link. */
const LOOKS = { points: 600, duration: 60 }
const ANSWERS = { points: 120, duration: 60 }
const ANSWERS_BY_LINK = { points: 20, duration: 3_600 }
/** An answer of the longest text, each character as long as it can be written in a form. */
const FORM_BYTES_MAX = 60_000

/** Adds `GET` and `POST /feedback/*`. Every answer of the two is a page, whatever went wrong. */
export function addFeedbackRoutes(server: FastifyInstance, options: FeedbackRouteOptions): void {
  const { clock, logger } = options
  const looks = new RateLimiterMemory(LOOKS)
  const answers = new RateLimiterMemory(ANSWERS)
  const answersByLink = new RateLimiterMemory(ANSWERS_BY_LINK)

  const send = (reply: FastifyReply, status: number, page: string) =>
    reply
      .code(status)
      .headers({ 'content-security-policy': FEEDBACK_POLICY, 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(page)

  const errorHandler = (thrown: unknown, _request: FastifyRequest, reply: FastifyReply) => {
    const { status, headers } = toProblem(thrown, logger)
    const [title, sentence] = SENTENCES[status] ?? OTHER_SENTENCE
    return send(reply.headers(headers), status, problemPage(title, sentence))
  }

  /** What the address says. @throws HttpProblem 401 without a right seal, 410 once it has run out */
  function linkOf(request: FastifyRequest): { token: string; link: FeedbackLinkContent; engine: Open } {
    const engine = options.engine()
    if (!engine) throw closedForNow()
    const token = (request.params as { '*'?: string })['*'] ?? ''
    const link = openLink(engine.feedbackKey, token)
    if (!link) {
      options.onForged(FEEDBACK_FEED)
      throw new HttpProblem(401, 'The link was never given out.')
    }
    if (link.expiresAt <= clock.now()) {
      logger.info('a feedback link was opened after its time', {
        order: link.order,
        expiresAt: link.expiresAt,
      })
      throw new HttpProblem(410, 'The link has run out.')
    }
    if (engine.feeds.find(FEEDBACK_FEED)?.enabled === false)
      throw new HttpProblem(410, 'No more answers are taken.')
    return { token, link, engine }
  }

  server.get(`${FEEDBACK_PATH}*`, { errorHandler }, async (request, reply) => {
    await consume(looks, request.ip, 1)
    const { order, scale } = linkOf(request).link
    return send(reply, 200, formPage({ order, scale, rating: null, text: '', problem: null }))
  })

  server.post(`${FEEDBACK_PATH}*`, { errorHandler }, async (request, reply) => {
    const body = request.body as HeldBody | undefined
    try {
      await consume(answers, request.ip, 1)
      const { token, link, engine } = linkOf(request)
      await consume(answersByLink, answerId(token), 1)
      const answer = answerOf(body?.bytes ?? Buffer.alloc(0), link.scale)
      if (answer.problem !== null) return await send(reply, 400, formPage({ ...link, ...answer }))
      const report = await engine.intake.submit({
        feed: FEEDBACK_FEED,
        transport: 'http',
        contentType: 'application/cloudevents+json',
        body: Buffer.from(JSON.stringify(eventOf(token, link, answer, clock.now()))),
        receivedAt: clock.now(),
      })
      if (report.quarantined > 0)
        throw new Error('an answer of the feedback page was refused by its own intake')
      return await send(reply, 200, thanksPage())
    } finally {
      body?.release()
    }
  })
}

type Open = NonNullable<ReturnType<FeedbackRouteOptions['engine']>>

interface Answer {
  rating: number | null
  text: string
  problem: string | null
}

function answerOf(bytes: Buffer, scale: RatingScale): Answer {
  if (bytes.length > FORM_BYTES_MAX) throw new HttpProblem(413, 'The form is too large.')
  const form = new URLSearchParams(bytes.toString())
  const { from, until } = ratingsOf(scale)
  const given = form.get('rating') ?? ''
  const rating = /^\d{1,2}$/.test(given) ? Number(given) : null
  // Line ends and tabs are all that a text needs beside what can be seen.
  const text = (form.get('text') ?? '').replaceAll(/(?![\n\t])\p{Cc}/gu, '').trim()
  if (rating === null || rating < from || rating > until) {
    return { rating: null, text, problem: 'Please choose one of the numbers, then send again.' }
  }
  if (text.length > TEXT_CHARACTERS_MAX) {
    const problem = `Please write at most ${TEXT_CHARACTERS_MAX.toLocaleString('en')} characters.`
    return { rating, text: text.slice(0, TEXT_CHARACTERS_MAX), problem }
  }
  return { rating, text, problem: null }
}

/** The answer as a CloudEvent. Its identity is that of the link, so that a second answer is a new version of the first. */
function eventOf(
  token: string,
  { order, scale }: FeedbackLinkContent,
  { rating, text }: Answer,
  now: number,
) {
  const time = new Date(now).toISOString()
  return {
    specversion: '1.0',
    id: answerId(token),
    source: 'urn:omnitower:feedback-page',
    type: 'org.omnitower.FeedbackGiven',
    time,
    recordtime: time,
    data: { order, scale, rating, ...(text === '' ? {} : { text }) },
  }
}

const OTHER_SENTENCE = [
  'Something went wrong',
  'Your answer could not be kept. Please try again later.',
] as const
/** What a customer is told, by status. */
const SENTENCES: Record<number, readonly [title: string, sentence: string]> = {
  401: ['This link is not valid', 'It may have been cut off: please open the whole link from your message.'],
  410: ['This link has run out', 'Answers by this link are no longer taken. Thank you all the same.'],
  413: ['That was too long', 'Please go back and write a shorter text.'],
  429: ['One moment', 'There were many requests. Please try again in a minute.'],
  503: ['One moment', 'The page is busy. Please try again in a moment.'],
}
