/** Owns the double's utility processes: Node children with a `parentPort`, ports relayed by id. */
import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import type { Readable } from 'node:stream'
import { type MessagePortMain, nextPortId } from './ports.ts'
import type { Relay } from './relay.ts'

class UtilityProcess extends EventEmitter {
  readonly pid: number | undefined
  readonly stderr: Readable | null
  #child: ChildProcess
  #ports = new Map<number, MessagePortMain>()

  constructor(child: ChildProcess) {
    super()
    this.#child = child
    this.pid = child.pid
    this.stderr = child.stderr
    child.once('spawn', () => this.emit('spawn'))
    child.on('message', (relay) => this.#hear(relay as Relay))
    child.once('exit', (code) => {
      running.delete(this)
      for (const port of this.#ports.values()) port.close()
      this.emit('exit', code)
    })
    running.add(this)
  }

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    const portIds = transfer.map((port) => this.#move(port))
    this.#send({ double: 'message', message, portIds })
  }

  kill(): boolean {
    return this.#child.kill('SIGKILL')
  }

  #move(port: MessagePortMain): number {
    const portId = nextPortId()
    this.#ports.set(portId, port)
    port.moveTo({
      message: (data) => this.#send({ double: 'port', portId, data }),
      close: () => this.#send({ double: 'closePort', portId }),
    })
    return portId
  }

  #send(relay: Relay): void {
    if (this.#child.connected) this.#child.send(relay)
  }

  #hear(relay: Relay): void {
    if (relay.double === 'message') this.emit('message', relay.message)
    else if (relay.double === 'port') this.#ports.get(relay.portId)?.postMessage(relay.data)
    else this.#ports.get(relay.portId)?.close()
  }
}

/** The children that are alive, for a test that ends one. */
export const running = new Set<UtilityProcess>()

export const utilityProcess = {
  fork(modulePath: string, values: string[] = []): UtilityProcess {
    const surroundings = new URL('./parentPort.ts', import.meta.url).href
    return new UtilityProcess(
      fork(modulePath, values, {
        execArgv: ['--import', surroundings],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      }),
    )
  },
}
