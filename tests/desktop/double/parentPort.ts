/** Owns the double's end inside a utility process: `process.parentPort`, as Electron puts it there. */
import { EventEmitter } from 'node:events'
import type { Relay } from './relay.ts'

const send = (relay: Relay) => void process.send?.(relay)

class ChildPort extends EventEmitter {
  readonly #portId: number
  #started = false
  #waiting: unknown[] = []

  constructor(portId: number) {
    super()
    this.#portId = portId
  }
  postMessage(data: unknown): void {
    send({ double: 'port', portId: this.#portId, data })
  }
  start(): void {
    this.#started = true
    for (const data of this.#waiting.splice(0)) this.receive(data)
  }
  close(): void {
    send({ double: 'closePort', portId: this.#portId })
  }
  receive(data: unknown): void {
    if (this.#started) this.emit('message', { data, ports: [] })
    else this.#waiting.push(data)
  }
}

class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    send({ double: 'message', message, portIds: [] })
  }
}

const ports = new Map<number, ChildPort>()
const parentPort = new ParentPort()
/** What came before the process listened. */
const early: { data: unknown; ports: ChildPort[] }[] = []

parentPort.on('newListener', (name) => {
  if (name === 'message')
    setImmediate(() => early.splice(0).forEach((event) => parentPort.emit('message', event)))
})
process.on('message', (value) => {
  const relay = value as Relay
  if (relay.double === 'message') {
    const moved = relay.portIds.map((portId) => new ChildPort(portId))
    relay.portIds.forEach((portId, at) => ports.set(portId, moved[at] ?? new ChildPort(portId)))
    const event = { data: relay.message, ports: moved }
    if (parentPort.listenerCount('message') > 0) parentPort.emit('message', event)
    else early.push(event)
  } else if (relay.double === 'port') ports.get(relay.portId)?.receive(relay.data)
  else {
    ports.get(relay.portId)?.emit('close')
    ports.delete(relay.portId)
  }
})
// A utility process does not outlive the application.
process.on('disconnect', () => process.exit(0))
Object.defineProperty(process, 'parentPort', { value: parentPort })
