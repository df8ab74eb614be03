/** Owns what the stages and nodes of a journey are called. */
import type { Journeys, JourneyStage } from '../../../shared/readModels/experience.ts'
import { flowWord, STATUS_WORDS } from '../orderWords.ts'

export const STAGE_WORDS: Record<JourneyStage, string> = {
  touch: 'First touch',
  channel: 'Channel',
  flow: 'Fulfilment',
  outcome: 'Outcome',
  return: 'Return',
}

const UNKNOWN_WORDS: Record<JourneyStage, string> = {
  touch: 'No touch known',
  channel: 'Channel not stated',
  flow: 'Flow not known',
  outcome: 'Outcome not known',
  return: 'Nothing came back',
}

/** `storeVisit` reads as `store visit`. */
const spaced = (code: string) =>
  code.replaceAll(
    /([a-z])([A-Z])/g,
    (_all, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  )

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export function nodeWord({ stage, name }: Pick<Journeys['nodes'][number], 'stage' | 'name'>): string {
  if (name === '') return UNKNOWN_WORDS[stage]
  if (stage === 'flow') return flowWord(name)
  if (stage === 'channel') return name
  const status = STATUS_WORDS[name as keyof typeof STATUS_WORDS]
  return stage === 'outcome' && status ? status : capital(spaced(name))
}
