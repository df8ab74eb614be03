/** Owns who is at the screen: logins checked by the host, sessions held in memory behind a cookie. */
import { createHash, randomBytes } from 'node:crypto'
import type { Caller, Role } from '../api/api.ts'
import type { Clock } from '../platform.ts'

/** The host's logins. */
export interface Logins {
  /** The role where name and password are right, else null. Takes the same time either way. */
  check(name: string, password: string): Promise<Role | null>
}

export interface Sessions {
  /** Starts a session and returns its token, told once. */
  start(caller: Caller): string
  find(token: string | null): Caller | null
  end(token: string | null): void
}

const SESSION_MS = 12 * 3_600_000
const SESSIONS_MAX = 10_000

export function memorySessions(clock: Clock): Sessions {
  const sessions = new Map<string, { caller: Caller; endsAt: number }>()
  return {
    start(caller) {
      const token = randomBytes(32).toString('base64url')
      if (sessions.size >= SESSIONS_MAX) sessions.delete(sessions.keys().next().value ?? '')
      sessions.set(digest(token), { caller, endsAt: clock.now() + SESSION_MS })
      return token
    },
    find(token) {
      if (token === null) return null
      const session = sessions.get(digest(token))
      if (!session) return null
      if (session.endsAt > clock.now()) return session.caller
      sessions.delete(digest(token))
      return null
    },
    end(token) {
      if (token !== null) sessions.delete(digest(token))
    },
  }
}

export const SESSION_COOKIE = '__Host-omnitower'

/** The session's token from a Cookie header. */
export function sessionToken(cookie: string | undefined): string | null {
  for (const part of (cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2)
    if (name === SESSION_COOKIE && value && /^[\w-]{43}$/.test(value)) return value
  }
  return null
}

/** A Set-Cookie header; without a token it ends the cookie. */
export function sessionCookie(token: string | null): string {
  const life = token === null ? 0 : SESSION_MS / 1000
  return `${SESSION_COOKIE}=${token ?? ''}; Path=/; Max-Age=${life}; HttpOnly; Secure; SameSite=Strict`
}

/** Tokens are held as hashes: what is in memory opens nothing. */
function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
