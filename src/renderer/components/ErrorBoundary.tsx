/** Owns what is shown when a screen breaks: the rest stays usable, and there is a code to quote. */
import { Component, type ReactNode } from 'react'
import { Button } from '@mantine/core'
import { Message } from './Message.tsx'

interface Props {
  /** Changing it gives the screen another try. */
  resetKey: string
  children: ReactNode
}
interface State {
  code: string | null
  text: string
  resetKey: string
}

/** A short code that is the same for the same fault, so that two reports of it can be told to be one. */
export function faultCode(error: unknown): string {
  const text = error instanceof Error ? `${error.name}:${error.message}` : String(error)
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return `UI-${hash.toString(36).toUpperCase()}`
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { code: null, text: '', resetKey: this.props.resetKey }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { code: faultCode(error), text: error instanceof Error ? error.message : String(error) }
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.resetKey ? null : { resetKey: props.resetKey, code: null, text: '' }
  }

  override render() {
    if (this.state.code === null) return this.props.children
    return (
      <div role="alert">
        <Message
          title="This screen stopped working"
          action={<Button onClick={() => this.setState({ code: null, text: '' })}>Show it again</Button>}
        >
          The tower goes on receiving; nothing is lost. Other screens still work. If it happens again, quote
          code <strong className="mono">{this.state.code}</strong>
          <div className="mono">{this.state.text}</div>
        </Message>
      </div>
    )
  }
}
