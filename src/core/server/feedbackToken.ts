/** Owns the seal of feedback links: which order, on which scale, until when, and that it was us who asked. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { RATING_SCALES, type RatingScale } from '../../shared/vocabulary.ts'

export interface FeedbackLinkContent {
  order: string
  scale: RatingScale
  /** In whole seconds. */
  expiresAt: number
}

export const FEEDBACK_PATH = '/feedback/'
/** An order's id of 512 characters, each of up to 6 once it is written as JSON, in base64. */
const TOKEN_LENGTH_MAX = 6_000

/** `<content>.<seal>`, both base64url; the content is a JSON list. */
export function sealLink(key: Uint8Array, { order, scale, expiresAt }: FeedbackLinkContent): string {
  const content = Buffer.from(JSON.stringify([order, scale, Math.floor(expiresAt / 1000)])).toString(
    'base64url',
  )
  return `${content}.${sealOf(key, content).toString('base64url')}`
}

/** What a token says where its seal is right; null: it was never given out by this folder, or was changed. */
export function openLink(key: Uint8Array, token: string): FeedbackLinkContent | null {
  if (token.length > TOKEN_LENGTH_MAX) return null
  const [content = '', seal = '', ...rest] = token.split('.')
  const given = Buffer.from(seal, 'base64url')
  const right = sealOf(key, content)
  // Written one way alone: base64 leaves bits over, which would make several addresses of one link.
  const isPlain = rest.length === 0 && given.toString('base64url') === seal
  if (given.length !== right.length || !timingSafeEqual(given, right) || !isPlain) return null
  const [order, scale, seconds] = JSON.parse(Buffer.from(content, 'base64url').toString()) as unknown[]
  const known = RATING_SCALES.find((one) => one === scale)
  if (typeof order !== 'string' || typeof seconds !== 'number' || !known) return null
  return { order, scale: known, expiresAt: seconds * 1000 }
}

/** The one identity of all answers by a link; tells nothing of its token. */
export const answerId = (token: string): string =>
  createHash('sha256').update(token).digest('hex').slice(0, 32)

const sealOf = (key: Uint8Array, content: string) => createHmac('sha256', key).update(content).digest()
