/** Owns what becomes of each transaction set: the translation that reads it, or why it is refused. */
import { createHash } from 'node:crypto'
import type { CanonicalEvent, FeedRecord } from '../../../../shared/events.ts'
import { groupFault, interchangeFault, setFault } from './checks.ts'
import type { FunctionalGroup, Interchange, TransactionSet } from './envelope.ts'
import { translate947 } from './inventoryAdvice947.ts'
import { translate850 } from './order850.ts'
import { translate944 } from './receiptAdvice944.ts'
import type { Fault, SetInContext, Translated } from './segments.ts'
import { translate856 } from './shipNotice856.ts'
import { translate945 } from './shippingAdvice945.ts'
import { translate940 } from './shippingOrder940.ts'
import { translate214 } from './status214.ts'
import { readX12Time } from './timeZones.ts'

const LONGEST_IDENTITY_PART = 64

const TRANSLATIONS: ReadonlyMap<string, (set: SetInContext) => Translated> = new Map([
  ['214', translate214],
  ['850', translate850],
  ['856', translate856],
  ['940', translate940],
  ['944', translate944],
  ['945', translate945],
  ['947', translate947],
])

export interface JudgedSet {
  group: FunctionalGroup
  set: TransactionSet
  isEnvelopeSound: boolean
  verdict: { record: FeedRecord } | Fault
}

/** Judges the sets of an interchange, in their order. */
export function* judgeSets(interchange: Interchange): Generator<JudgedSet> {
  const interchangeProblem = interchangeFault(interchange)
  for (const group of interchange.groups) {
    const groupProblem = groupFault(group)
    for (const set of group.sets) {
      const isEnvelopeSound = !interchangeProblem && !groupProblem
      const fault = setFault(set) ?? groupProblem ?? interchangeProblem
      yield { group, set, isEnvelopeSound, verdict: judgeSet(interchange, group, set, fault) }
    }
  }
}

function judgeSet(
  interchange: Interchange,
  group: FunctionalGroup,
  set: TransactionSet,
  envelopeFault: Fault | undefined,
): JudgedSet['verdict'] {
  const [st] = set.segments
  const name = st?.elements[1] ?? ''
  const translate = TRANSLATIONS.get(name)
  if (!translate) {
    const reason =
      name === ''
        ? 'ST01 is blank: the kind of transaction set is not told'
        : `X12 ${name.slice(0, 20)} is not read yet; 214, 850, 856, 940, 944, 945 and 947 are`
    return { field: 'ST01', reason }
  }
  if (envelopeFault) return envelopeFault
  const gs = group.gs?.elements ?? []
  const time = readX12Time(gs[4] ?? '', gs[5] ?? '', 'UT', undefined)
  const [qualifier, sender] = [5, 6].map((element) =>
    (interchange.isa.elements[element] ?? '').slice(0, LONGEST_IDENTITY_PART),
  )
  const translated = translate({
    segments: set.segments,
    groupTime: 'instant' in time ? time.instant : undefined,
    sender: `${qualifier}:${sender}`,
  })
  if ('field' in translated) return translated
  const events = [...translated.events, ...numbersOf(interchange, group)]
  return { record: { identity: identityOf(interchange, group, set), ...translated, events } }
}

/** The control numbers of the interchange and of the group, each counted up by its sender for its receiver. */
function numbersOf({ isa }: Interchange, { gs }: FunctionalGroup): CanonicalEvent[] {
  const told = (kind: string, parties: readonly (string | undefined)[], text: string | undefined) => {
    const names = parties.map((part) => (part ?? '').slice(0, LONGEST_IDENTITY_PART))
    if (!/^\d{1,9}$/.test(text ?? '') || names.includes('')) return []
    const sequence = `x12:${kind}:${names.join(':')}`
    return [{ type: 'FeedSequenceTold' as const, sequence, number: Number(text) }]
  }
  const [, , , , , fromKind, from, toKind, to, , , , , number] = isa.elements
  return [
    ...told('isa', [fromKind, from, toKind, to], number),
    ...told('gs', [gs?.elements[2], gs?.elements[3]], gs?.elements[6]),
  ]
}

/**
 * Sender, receiver, date and control numbers, and a hash over the set's elements: a file that is sent again is the
 * same fact however its lines are broken, and two sets to which a careless sender gave the same numbers are two.
 */
function identityOf({ isa }: Interchange, { gs }: FunctionalGroup, { segments }: TransactionSet): string {
  const parts = [
    ...[5, 6, 7, 8, 9, 13].map((element) => isa.elements[element]),
    gs?.elements[6],
    segments[0]?.elements[2],
  ].map((part) => (part ?? '').slice(0, LONGEST_IDENTITY_PART))
  const content = JSON.stringify(segments.map(({ elements }) => elements))
  const hash = createHash('sha256').update(content).digest('hex')
  return `x12:${parts.join(':')}:${hash.slice(0, 32)}`
}
