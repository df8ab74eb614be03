/** Owns the X12 adapter: one record for each transaction set that is read, one refusal for each that is not. */
import { createHash } from 'node:crypto'
import type { Adapter, Reading } from '../../adapter.ts'
import { groupFault, interchangeFault, setFault, type Fault } from './checks.ts'
import { readInterchanges, type FunctionalGroup, type Interchange, type TransactionSet } from './envelope.ts'
import { translate214 } from './status214.ts'
import { readX12Time } from './timeZones.ts'

const LONGEST_IDENTITY_PART = 64

export const x12Adapter: Adapter = {
  name: 'x12',
  recognise: ({ text }) => /^\s*(?:ISA[^A-Za-z0-9\s]|(?:GS|ST)[*|^~][A-Z0-9])/.test(text.slice(0, 1024)),
  *read({ text }) {
    const { interchanges, unreadable } = readInterchanges(text)
    for (const interchange of interchanges) yield* readInterchange(text, interchange)
    if (unreadable !== undefined) {
      yield {
        outcome: 'refused',
        reason: unreadable.includes('ISA')
          ? 'the ISA is cut off or not made of 16 elements: its separators cannot be read'
          : 'ISA is missing: the file does not begin with an interchange header',
        field: 'ISA',
        raw: unreadable,
      }
    }
  },
}

function* readInterchange(text: string, interchange: Interchange): Generator<Reading> {
  const sets = interchange.groups.flatMap((group) => group.sets.map((set) => ({ group, set })))
  const whole = text.slice(interchange.start, interchange.end)
  if (interchange.stray || sets.length === 0) {
    const name = interchange.stray?.elements[0] ?? 'ST'
    const reason = interchange.stray
      ? `${name.slice(0, 40)} stands outside a transaction set`
      : 'the interchange carries no transaction set'
    yield { outcome: 'refused', reason, field: name.slice(0, 40), raw: whole }
  }
  const interchangeProblem = interchangeFault(interchange)
  for (const { group, set } of sets) {
    const groupProblem = groupFault(group)
    const raw =
      sets.length === 1
        ? whole
        : rawOfSet(text, interchange, group, set, !interchangeProblem && !groupProblem)
    const name = set.segments[0]?.elements[1] ?? ''
    if (name !== '214') {
      const reason =
        name === ''
          ? 'ST01 is blank: the kind of transaction set is not told'
          : `X12 ${name.slice(0, 20)} is not read yet; 214 is`
      yield { outcome: 'refused', reason, field: 'ST01', raw }
      continue
    }
    const fault = setFault(set) ?? groupProblem ?? interchangeProblem
    yield fault ? { outcome: 'refused', ...fault, raw } : read214(interchange, group, set, raw, text)
  }
}

function read214(
  interchange: Interchange,
  group: FunctionalGroup,
  set: TransactionSet,
  raw: string,
  text: string,
): Reading {
  const gs = group.gs?.elements ?? []
  const groupTime = readX12Time(gs[4] ?? '', gs[5] ?? '', 'UT', undefined)
  const translated = translate214(set.segments, 'instant' in groupTime ? groupTime.instant : undefined)
  if ('reason' in translated) return { outcome: 'refused', ...(translated satisfies Fault), raw }
  const identity = identityOf(interchange, group, set)
  const first = set.segments[0]
  const last = set.segments.at(-1)
  return {
    outcome: 'record',
    record: { identity, ...translated },
    raw: text.slice(first?.start ?? 0, last?.end ?? 0),
  }
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

/**
 * The set in its own envelope, so that a refused set can be mended and sent alone. A trailer that is not at fault is
 * written for one set; one that is at fault stays as it came, for it is what has to be mended.
 */
function rawOfSet(
  text: string,
  { isa, iea }: Interchange,
  { gs, ge }: FunctionalGroup,
  { segments }: TransactionSet,
  soundTrailers: boolean,
): string {
  const slice = (part: { start: number; end: number } | undefined) =>
    part ? text.slice(part.start, part.end) : ''
  const own = text.slice(segments[0]?.start ?? 0, segments.at(-1)?.end ?? 0)
  const element = text.charAt(isa.start + 3)
  const one = (trailer: string) => (soundTrailers ? withCountOfOne(trailer, element) : trailer)
  return [slice(isa), slice(gs), own, one(slice(ge)), one(slice(iea))]
    .filter((part) => part !== '')
    .join('\n')
}

function withCountOfOne(trailer: string, element: string): string {
  const parts = trailer.split(element)
  if (parts.length > 2) parts[1] = '1'
  return parts.join(element)
}
