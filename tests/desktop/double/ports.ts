/** Owns the double's message ports: entangled pairs, whose ends may move to a page or to a child process. */
import { EventEmitter } from 'node:events'

/** Where a moved end lives now. */
export interface FarEnd {
  message(data: unknown): void
  close(): void
}

export class MessagePortMain extends EventEmitter {
  peer: MessagePortMain | undefined
  #farEnd: FarEnd | undefined
  #started = false
  #closed = false
  #waiting: unknown[] = []

  postMessage(message: unknown): void {
    const data: unknown = structuredClone(message)
    if (!this.#closed) queueMicrotask(() => this.peer?.receive(data))
  }

  start(): void {
    this.#started = true
    for (const data of this.#waiting.splice(0)) this.receive(data)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.peer?.closedByPeer()
  }

  /** Moves this end: what comes for it goes there from now on. */
  moveTo(farEnd: FarEnd): void {
    this.#farEnd = farEnd
    for (const data of this.#waiting.splice(0)) farEnd.message(data)
  }

  receive(data: unknown): void {
    if (this.#closed) return
    if (this.#farEnd) this.#farEnd.message(data)
    else if (this.#started) this.emit('message', { data, ports: [] })
    else this.#waiting.push(data)
  }

  closedByPeer(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#farEnd) this.#farEnd.close()
    else this.emit('close')
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain()
  readonly port2 = new MessagePortMain()

  constructor() {
    this.port1.peer = this.port2
    this.port2.peer = this.port1
  }
}

let lastPortId = 0
export const nextPortId = () => ++lastPortId
