/** Owns a pipe under a test's hand: what was sent is kept, what arrives is said by the test. */
import type { ClientFrame, ServerFrame } from '../../shared/wire.ts'
import type { Pipe, PipeEvents } from './pipe.ts'

export interface FakePipe extends Pipe {
  /** Frames sent over the present connection. */
  sent: ClientFrame[]
  opened: number
  say(frame: ServerFrame): void
  greet(position?: number): void
  drop(): void
}

export function fakePipe(): FakePipe {
  let events: PipeEvents | undefined
  const pipe: FakePipe = {
    sent: [],
    opened: 0,
    open(heard) {
      events = heard
      pipe.opened += 1
      pipe.sent = []
      return { send: (frame) => void pipe.sent.push(frame), close: () => heard.closed() }
    },
    say: (frame) => events?.frame(frame),
    greet: (position = 0) =>
      events?.frame({ kind: 'hello', protocol: 1, actor: 'test', role: 'operator', position }),
    drop: () => events?.closed(),
  }
  return pipe
}
