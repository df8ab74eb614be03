/** Owns the words for how this window stands with the engine. */
import type { State } from '../../components/StateMark.tsx'

interface Words {
  word: string
  mark: State
  says: string
}

export const CONNECTION_WORDS: Record<'connecting' | 'live' | 'catchingUp' | 'disconnected', Words> = {
  connecting: { word: 'Connecting', mark: 'neutral', says: 'Connecting to the engine.' },
  live: { word: 'Live', mark: 'good', says: 'Live: changes show as they are recorded.' },
  catchingUp: { word: 'Catching up', mark: 'warning', says: 'Connected again, catching up.' },
  disconnected: {
    word: 'Disconnected',
    mark: 'critical',
    says: 'The connection to the engine is lost. Figures show the last known state; it is tried again by itself.',
  },
}
