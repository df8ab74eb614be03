/** Owns the login page of a tower that has logins: a plain form, no script. */
import type { FastifyInstance } from 'fastify'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { TowerError } from '../../shared/errors.ts'
import { consume } from '../feeds/transports/httpRates.ts'
import type { HeldBody } from '../feeds/transports/httpBody.ts'
import { sessionCookie, sessionToken, type Logins, type Sessions } from './sessions.ts'

const ATTEMPTS = { points: 10, duration: 60 }
const FORM_BYTES_MAX = 4096

/** Adds `GET /login`, `POST /login` and `POST /logout`; ten attempts a minute and address. `secure`: behind TLS. */
export function addLoginRoutes(
  server: FastifyInstance,
  { logins, sessions, secure }: { logins: Logins; sessions: Sessions; secure: boolean },
): void {
  const attempts = new RateLimiterMemory(ATTEMPTS)
  server.get('/login', async (_request, reply) => reply.type('text/html').send(loginPage(null)))
  server.post('/login', async (request, reply) => {
    const body = request.body as HeldBody | undefined
    try {
      await consume(attempts, request.ip, 1)
      const form = new URLSearchParams(
        body && body.bytes.length <= FORM_BYTES_MAX ? body.bytes.toString() : '',
      )
      const name = (form.get('name') ?? '').slice(0, 200)
      const role = await logins.check(name, (form.get('password') ?? '').slice(0, 1000))
      if (!role) return await reply.code(401).type('text/html').send(loginPage('Name or password is wrong.'))
      const cookie = sessionCookie(sessions.start(name), secure)
      return await reply.code(303).header('set-cookie', cookie).header('location', '/').send()
    } catch (thrown) {
      if (!(thrown instanceof TowerError) || thrown.code !== 'busy') throw thrown
      return await reply
        .code(503)
        .header('retry-after', '1')
        .type('text/html')
        .send(loginPage(thrown.message))
    } finally {
      body?.release()
    }
  })
  server.post('/logout', async (request, reply) => {
    ;(request.body as HeldBody | undefined)?.release()
    sessions.end(sessionToken(request.headers.cookie, secure))
    return reply
      .code(303)
      .header('set-cookie', sessionCookie(null, secure))
      .header('location', '/login')
      .send()
  })
}

/** The page. `problem` is one of our own sentences, never what a visitor wrote. */
function loginPage(problem: string | null): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Log in · Omnitower</title>
<style>
:root { color-scheme: light dark; font-family: system-ui, sans-serif; }
body { display: grid; place-items: center; min-height: 90vh; }
form { display: grid; gap: 0.75rem; width: 18rem; }
label { display: grid; gap: 0.25rem; }
input, button { font: inherit; padding: 0.5rem; }
</style>
</head>
<body>
<main>
<h1>Omnitower</h1>
${problem === null ? '' : `<p role="alert">${problem}</p>`}
<form method="post" action="/login">
<label>Name <input name="name" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button type="submit">Log in</button>
</form>
</main>
</body>
</html>
`
}
