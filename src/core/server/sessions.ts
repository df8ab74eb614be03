/** Owns who is at the screen: logins checked by the host, sessions held in memory behind a cookie. */
import { createHash, randomBytes } from 'node:crypto'
import type { Caller, Role } from '../api/api.ts'
import type { Clock } from '../platform.ts'

/** The host's logins. */
export interface Logins {
  /**
   * The role where name and password are right, else null. Takes the same time either way.
   * @throws TowerError `busy` where too many are checked at once
   */
  check(name: string, password: string): Promise<Role | null>
  /** The role that a login has now; null where there is none of that name. */
  roleOf(name: string): Role | null
}

export interface Sessions {
  /** Starts a session of a login and returns its token, told once. */
  start(name: string): string
  /** The login behind the token in the role that it has now; null once the session or the login has ended. */
  find(token: string | null): Caller | null
  end(token: string | null): void
}

const SESSION_MS = 12 * 3_600_000
const SESSIONS_MAX = 10_000

export function memorySessions(clock: Clock, logins: Pick<Logins, 'roleOf'>): Sessions {
  const sessions = new Map<string, { name: string; endsAt: number }>()
  return {
    start(name) {
      const token = randomBytes(32).toString('base64url')
      if (sessions.size >= SESSIONS_MAX) sessions.delete(sessions.keys().next().value ?? '')
      sessions.set(digest(token), { name, endsAt: clock.now() + SESSION_MS })
      return token
    },
    find(token) {
      if (token === null) return null
      const session = sessions.get(digest(token))
      if (!session) return null
      const role = session.endsAt > clock.now() ? logins.roleOf(session.name) : null
      if (role) return { actor: session.name, role }
      sessions.delete(digest(token))
      return null
    },
    end(token) {
      if (token !== null) sessions.delete(digest(token))
    },
  }
}

/** Cookies know no ports and no schemes: the prefix keeps what came without TLS from passing for what came with it. */
const SECURE_COOKIE = '__Host-omnitower'
/** On this machine without TLS; not every browser keeps a secure cookie of a loopback address. */
const LOOPBACK_COOKIE = 'omnitower'

/** The session's token from a Cookie header. */
export function sessionToken(cookie: string | undefined, secure: boolean): string | null {
  for (const part of (cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2)
    if (name === (secure ? SECURE_COOKIE : LOOPBACK_COOKIE) && value && /^[\w-]{43}$/.test(value))
      return value
  }
  return null
}

/** A Set-Cookie header; without a token it ends the cookie. */
export function sessionCookie(token: string | null, secure: boolean): string {
  const life = token === null ? 0 : SESSION_MS / 1000
  const cookie = `${secure ? SECURE_COOKIE : LOOPBACK_COOKIE}=${token ?? ''}`
  return `${cookie}; Path=/; Max-Age=${life}; HttpOnly; ${secure ? 'Secure; ' : ''}SameSite=Strict`
}

/** Tokens are held as hashes: what is in memory opens nothing. */
function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
