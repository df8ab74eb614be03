/** Owns the proof of the small parts around a pipe: frames, addresses, waits. */
import { describe, expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'
import { readFrame } from './pipe.ts'
import { webSocketAddress } from './webSocketPipe.ts'

describe('readFrame', () => {
  it('takes text and structured values alike', () => {
    const frame = { kind: 'answer', id: 1, output: null }
    expect(readFrame(JSON.stringify(frame))).toEqual(frame)
    expect(readFrame(frame)).toEqual(frame)
  })

  it.each(['', '{', 'null', '[]', '{"kind":1}', 7, null, undefined])('refuses %j', (data) => {
    expect(readFrame(data)).toBeUndefined()
  })
})

it('finds the WebSocket beside the page', () => {
  expect(webSocketAddress({ protocol: 'http:', host: '127.0.0.1:4700' })).toBe('ws://127.0.0.1:4700/api/ws')
  expect(webSocketAddress({ protocol: 'https:', host: 'tower.example' })).toBe('wss://tower.example/api/ws')
})

it('waits between half and all of a doubling time, ten seconds at most', () => {
  expect(backoffMs(0, 0)).toBe(125)
  expect(backoffMs(0, 0.999)).toBe(250)
  expect(backoffMs(3, 0)).toBe(1000)
  expect(backoffMs(1000, 0.999)).toBe(9995)
})
