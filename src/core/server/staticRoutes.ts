/** Owns the serving of the built screens: files as they are, any other page address as the one page. */
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { HttpProblem, sendProblem } from '../feeds/transports/httpProblems.ts'

/** Serves the folder at `/`; null: the screens are not built, and the root says so. */
export async function addStaticRoutes(
  server: FastifyInstance,
  rendererDirectory: string | null,
): Promise<void> {
  if (rendererDirectory !== null) {
    await server.register(fastifyStatic, {
      root: rendererDirectory,
      dotfiles: 'deny',
      setHeaders(reply, path) {
        // Names under assets/ carry a hash of their content; the page that names them is asked for anew.
        const isHashed = /[\\/]assets[\\/]/.test(path)
        void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  } else {
    server.get('/', async (_request, reply) =>
      reply
        .type('text/plain')
        .send('Omnitower runs. Its screens are not built: run "npm run build" first.\n'),
    )
  }
  server.setNotFoundHandler((request, reply) => {
    const wantsPage =
      rendererDirectory !== null &&
      request.method === 'GET' &&
      (request.headers.accept ?? '').includes('text/html') &&
      !/^\/(api|feeds|capture|events|assets)(\/|$)/.test(request.url)
    if (wantsPage) return reply.sendFile('index.html')
    return sendProblem(reply, new HttpProblem(404, 'Nothing is served at this address.'))
  })
}
