/** Proves the window of a load: never more unanswered than it allows, everything sent once, counted right. */
import { expect, it } from 'vitest'
import { sendAll } from './load.ts'

const documents = Array.from({ length: 50 }, (_, serial) => Buffer.from(String(serial)))

it('keeps the window and counts what was accepted', async () => {
  let open = 0
  let most = 0
  const seen = new Set<number>()
  const load = await sendAll(documents, { window: 7, secondsMax: 60 }, async (document, serial) => {
    expect(document.toString()).toBe(String(serial))
    seen.add(serial)
    open += 1
    most = Math.max(most, open)
    await new Promise((later) => setImmediate(later))
    open -= 1
    return 3
  })
  expect(most).toBe(7)
  expect(seen.size).toBe(50)
  expect(load).toMatchObject({ messages: 50, accepted: 150 })
  expect(load.latenciesMs).toHaveLength(50)
})

it('sends nothing new once the time is up', async () => {
  const load = await sendAll(documents, { window: 2, secondsMax: -1 }, async () => 1)
  expect(load).toMatchObject({ messages: 0, accepted: 0 })
})

it('fails where a document was not taken', async () => {
  const refuse = () => Promise.reject(new Error('not taken'))
  await expect(sendAll(documents, { window: 3, secondsMax: 60 }, refuse)).rejects.toThrow('not taken')
})
