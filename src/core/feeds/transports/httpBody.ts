/** Owns the reading of a request's body: bounded in size, in pauses, and in what it inflates to. */
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { HttpProblem } from './httpProblems.ts'
import type { ByteBudget } from './httpLimits.ts'

export interface BodyBounds {
  bytesMax: number
  idleMs: number
  budget: ByteBudget
  /** Share of those who are not yet known, besides the budget; null for a known sender. */
  unproven: ByteBudget | null
}

/** A body, and the giving back of its bytes to the budget. */
export interface HeldBody {
  bytes: Buffer
  /** Its sender is known now: the bytes no longer count against the share of those who are not. */
  proven(): void
  /** Gives all bytes back, once: whoever is done with the body first. */
  release(): void
}

const INFLATERS: Record<string, () => NodeJS.ReadWriteStream & Readable> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/**
 * Reads the whole body.
 * @throws HttpProblem 400 cut off or damaged, 408 too slow, 413 too large (as sent or inflated), 415 unknown
 *   encoding, 503 where all senders together hold too much.
 */
export function readBody(request: IncomingMessage, bounds: BodyBounds): Promise<HeldBody> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  const inflater = encoding === 'identity' ? null : INFLATERS[encoding]
  if (inflater === undefined) {
    discard(request, bounds.bytesMax)
    return Promise.reject(
      new HttpProblem(415, `Content-Encoding “${encoding.slice(0, 40)}” is not known here.`, {
        'accept-encoding': 'gzip, deflate, br',
      }),
    )
  }
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > bounds.bytesMax) {
    discard(request, bounds.bytesMax)
    return Promise.reject(tooLarge(bounds.bytesMax))
  }
  const { budget } = bounds
  let { unproven } = bounds
  const take = (bytes: number) => {
    if (unproven && !unproven.take(bytes)) return false
    if (budget.take(bytes)) return true
    unproven?.giveBack(bytes)
    return false
  }
  return new Promise((resolve, reject) => {
    const stream: Readable = inflater ? request.pipe(inflater()) : request
    const chunks: Buffer[] = []
    let length = 0
    let settled = false
    const proven = () => {
      unproven?.giveBack(length)
      unproven = null
    }
    let released = false
    const release = () => {
      if (released) return
      released = true
      proven()
      budget.giveBack(length)
    }
    const finish = (problem: HttpProblem | null) => {
      if (settled) return
      settled = true
      clearTimeout(idle)
      if (problem) {
        release()
        if (inflater) {
          request.unpipe()
          stream.destroy()
        }
        discard(request, bounds.bytesMax)
        reject(problem)
      } else {
        const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length)
        resolve({ bytes, proven, release })
      }
    }
    const idle = setTimeout(
      () => finish(new HttpProblem(408, 'The body came too slowly.', { connection: 'close' })),
      bounds.idleMs,
    )
    stream.on('data', (chunk: Buffer) => {
      if (settled) return
      idle.refresh()
      if (length + chunk.length > bounds.bytesMax) return finish(tooLarge(bounds.bytesMax))
      if (!take(chunk.length)) {
        return finish(
          new HttpProblem(503, 'The tower holds all it can. Send it again.', { 'retry-after': '1' }),
        )
      }
      length += chunk.length
      chunks.push(chunk)
    })
    stream.once('end', () => finish(null))
    stream.on('error', () => finish(new HttpProblem(400, 'The body is damaged or was cut off.')))
    request.once('aborted', () => finish(new HttpProblem(400, 'The body was cut off.')))
    if (inflater) request.on('error', () => finish(new HttpProblem(400, 'The body was cut off.')))
  })
}

function tooLarge(bytesMax: number): HttpProblem {
  return new HttpProblem(413, `A body may have ${bytesMax} bytes. Send it in parts.`)
}

/** Reads on into nothing, so that the sender gets to see the answer; ends the connection where it never stops. */
function discard(request: IncomingMessage, bytesMax: number): void {
  let left = Math.max(bytesMax, 1024 * 1024)
  request.on('error', () => {})
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) request.destroy()
  })
  request.resume()
}
