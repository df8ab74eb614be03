/** Owns the X12 adapter: one record for each transaction set that is read, one refusal for each that is not. */
import type { Adapter, Reading } from '../../adapter.ts'
import { readInterchanges, type FunctionalGroup, type Interchange, type TransactionSet } from './envelope.ts'
import { judgeSets } from './judgement.ts'

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
  const count = interchange.groups.reduce((sum, { sets }) => sum + sets.length, 0)
  const whole = text.slice(interchange.start, interchange.end)
  if (interchange.stray || count === 0) {
    const name = interchange.stray?.elements[0] ?? 'ST'
    const reason = interchange.stray
      ? `${name.slice(0, 40)} stands outside a transaction set`
      : 'the interchange carries no transaction set'
    yield { outcome: 'refused', reason, field: name.slice(0, 40), raw: whole }
  }
  for (const { group, set, isEnvelopeSound, verdict } of judgeSets(interchange)) {
    if ('record' in verdict) {
      const raw = text.slice(set.segments[0]?.start ?? 0, set.segments.at(-1)?.end ?? 0)
      yield { outcome: 'record', record: verdict.record, raw }
    } else {
      const raw = count === 1 ? whole : rawOfSet(text, interchange, group, set, isEnvelopeSound)
      yield { outcome: 'refused', ...verdict, raw }
    }
  }
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
