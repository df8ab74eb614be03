/** Owns the asking of a query over the API's WebSocket, as a screen asks it, and its timing. */
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'

export interface TimedAnswers {
  latenciesMs: Float64Array
  /** Bytes of the last answer. */
  answerBytes: number
}

/** Asks so often, one start every `everyMs`; the time is from the sending until the whole answer is there, unparsed. */
export async function timeQueries(
  address: string,
  path: string,
  count: number,
  everyMs: number,
): Promise<TimedAnswers> {
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/api/ws`, { perMessageDeflate: false })
  await once(socket, 'open')
  const latenciesMs = new Float64Array(count)
  let answerBytes = 0
  try {
    for (let id = 1; id <= count; id += 1) {
      const sentAt = performance.now()
      const answer = nextAnswer(socket, id)
      socket.send(JSON.stringify({ kind: 'query', id, path, input: {} }))
      answerBytes = await answer
      latenciesMs[id - 1] = performance.now() - sentAt
      await pause(Math.max(0, everyMs - (performance.now() - sentAt)))
    }
  } finally {
    socket.terminate()
  }
  return { latenciesMs, answerBytes }
}

/** Bytes of the answer, told from others by how it begins. @throws where the query failed */
function nextAnswer(socket: WebSocket, id: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      socket.off('message', take)
      socket.off('close', lost)
      act()
    }
    const lost = () => settle(() => reject(new Error('the hub closed the connection')))
    const take = (data: Buffer) => {
      const head = data.toString('utf8', 0, 200)
      if (!head.includes(`"id":${id}`)) return
      if (head.includes('"failure"')) settle(() => reject(new Error(head)))
      else settle(() => resolve(data.length))
    }
    socket.on('message', take)
    socket.once('close', lost)
  })
}
