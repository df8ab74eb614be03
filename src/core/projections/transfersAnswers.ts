/** Owns what warehouses answer about a transfer: put to its lines, each teller for itself, of several the one who tells most. */
import type { EventOf } from '../../shared/events.ts'
import type { Fact } from '../ledger/subjects.ts'
import { micro } from './transfersActs.ts'

/** A line that answers may be for. */
export interface AnsweredLine {
  line: string
  /** What its name stands for. */
  sku: string
  /** Units that are to be expected of it; where answers name no line, they fill lines up to this. Microunits. */
  expected: number
}

/** What is counted of one line, by the teller who tells most; microunits. */
export interface Counted {
  units: number
  /** Of sent: will not come any more. Of received: came damaged. */
  extra: number
  parts: { shipment: string | null; units: number; at: number }[]
}

/** What was counted, by line; and by SKU, where no line asked for it. */
export interface Answers {
  lines: Map<string, Counted>
  odd: Map<string, Counted>
}

type Answer = EventOf<'TransferLineSent'> | EventOf<'TransferLineReceived'>

/**
 * Who tells of it: whom the event names, else the kind of source that the record's identity names. Feeds do not matter:
 * the same record may come over two.
 */
function tellerOf({ toldBy }: Answer, identity: string): string {
  if (toldBy !== undefined) return toldBy
  const [scheme = '', source = ''] = identity.split(':', 2)
  if (scheme === 'csv') return `csv:${source}`
  return scheme === 'ce' ? (identity.split('|', 1)[0] ?? scheme) : scheme
}

const extraOf = (event: Answer) =>
  (event.type === 'TransferLineSent' ? event.shortUnits : event.damagedUnits) ?? 0

const none = (): Counted => ({ units: 0, extra: 0, parts: [] })
const own = <K>(counts: Map<K, Counted>, key: K): Counted => {
  const counted = counts.get(key) ?? none()
  counts.set(key, counted)
  return counted
}

/** Which lines an answer is for, and with how many units each: the line that it names, else lines of the SKU in their order. */
function spread(
  lines: readonly AnsweredLine[],
  { line: name }: Answer,
  sku: string,
  units: number,
  filled: (line: string) => number,
): [line: string, units: number][] {
  const ofSku = lines.filter((one) => one.sku === sku)
  const named = ofSku.find(({ line }) => line === name)
  if (named) return [[named.line, units]]
  const [first] = ofSku
  if (!first) return []
  const parts: [string, number][] = []
  let left = units
  for (const { line, expected } of ofSku) {
    const here = Math.min(left, Math.max(0, expected - filled(line)))
    if (here > 0) parts.push([line, here])
    left -= here
  }
  if (left > 0 || parts.length === 0) parts.push([first.line, left])
  return parts
}

/** What one teller says, taken in order of time. */
function tellOne(
  lines: readonly AnsweredLine[],
  facts: readonly Fact[],
  skuOf: (name: string) => string,
): Answers {
  const answers: Answers = { lines: new Map(), odd: new Map() }
  for (const { event, occurredAt } of facts) {
    const answer = event as Answer
    const sku = skuOf(answer.sku)
    const shipment = answer.shipment ?? null
    const counts = (line: string | null) => (line === null ? own(answers.odd, sku) : own(answers.lines, line))
    const filled = (line: string) => {
      const counted = answers.lines.get(line)
      return counted ? counted.units + (answer.type === 'TransferLineSent' ? counted.extra : 0) : 0
    }
    const put = (units: number, add: (counted: Counted, here: number) => void) => {
      const parts = spread(lines, answer, sku, units, filled)
      if (parts.length === 0) add(counts(null), units)
      for (const [line, here] of parts) add(counts(line), here)
    }
    let extra = micro(extraOf(answer))
    const isSent = answer.type === 'TransferLineSent'
    put(micro(answer.units), (counted, here) => {
      counted.units += here
      if (here > 0) counted.parts.push({ shipment, units: here, at: occurredAt })
      // Damaged units are some of those that came; units that will not come are none of those that went.
      const damaged = isSent ? 0 : Math.min(extra, here)
      counted.extra += damaged
      extra -= damaged
    })
    if (isSent && extra > 0) put(extra, (counted, here) => (counted.extra += here))
  }
  return answers
}

interface Sum {
  units: number
  extra: number
}

/** What a teller says of each SKU, over all lines. */
function sums(answers: Answers, lines: readonly AnsweredLine[]): Map<string, Sum> {
  const bySku = new Map<string, Sum>()
  const add = (sku: string, { units, extra }: Counted) => {
    const sum = bySku.get(sku) ?? { units: 0, extra: 0 }
    bySku.set(sku, { units: sum.units + units, extra: sum.extra + extra })
  }
  for (const { line, sku } of lines) add(sku, answers.lines.get(line) ?? none())
  for (const [sku, counted] of answers.odd) add(sku, counted)
  return bySku
}

/** Whoever tells most of a SKU counts; of equals, who tells more of the rest, then the first by name. */
const isMore = (one: Sum, than: Sum | undefined) =>
  !than || one.units > than.units || (one.units === than.units && one.extra > than.extra)

/** @param facts in order of time, identity and line */
export function foldAnswers(
  type: Answer['type'],
  facts: readonly Fact[],
  lines: readonly AnsweredLine[],
  skuOf: (name: string) => string,
): Answers {
  const tellers = new Map<string, Fact[]>()
  for (const fact of facts) {
    if (fact.event.type !== type) continue
    const teller = tellerOf(fact.event as Answer, fact.identity)
    const told = tellers.get(teller) ?? []
    tellers.set(teller, told)
    told.push(fact)
  }
  const most = new Map<string, { sum: Sum; answers: Answers }>()
  for (const [, told] of [...tellers].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const answers = tellOne(lines, told, skuOf)
    for (const [sku, sum] of sums(answers, lines)) {
      if (isMore(sum, most.get(sku)?.sum)) most.set(sku, { sum, answers })
    }
  }
  const whole: Answers = { lines: new Map(), odd: new Map() }
  for (const { line, sku } of lines) {
    const counted = most.get(sku)?.answers.lines.get(line)
    if (counted) whole.lines.set(line, counted)
  }
  for (const [sku, { answers }] of most) {
    const counted = answers.odd.get(sku)
    if (counted) whole.odd.set(sku, counted)
  }
  return whole
}
