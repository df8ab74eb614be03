/** Owns the way from records to messages: documents of bounded size, and every fault that strikes on the way. */
import { cloudEventBatchText } from './cloudEventText.ts'
import { damagedText } from './damage.ts'
import { epcisDocumentText } from './epcisText.ts'
import { FAULT_EXPECTATIONS, type FaultLabel, type FaultPlan, type FaultType } from './faultPlan.ts'
import { idSource } from './identity.ts'
import type { CountsByFeed, FeedCounts, Message } from './message.ts'
import type { Location } from './network.ts'
import { CARRIERS } from './places.ts'
import { happens, numberBetween, pick, poisson, randomStream } from './randomness.ts'
import { createSchedule } from './schedule.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, type Emission } from './world.ts'
import { interchangeText } from './x12Text.ts'

const RECORDS_PER_MESSAGE = { epcis: 100, x12: 50, easypost: 1, cloudevents: 100 }
/** Also where nothing goes wrong, some receipts are sent some seconds late. */
const HELD_UP_SHARE = 0.02
const HELD_UP_MS = { low: 4_000, high: 90_000 }
const EXTENSIONS = { epcis: 'json', x12: 'edi', easypost: 'json', cloudevents: 'json', csv: 'csv' }

export interface PostRoomOptions {
  seed: number
  startAt: number
  stores: readonly Location[]
  faults: FaultPlan
  /** Nothing goes wrong by itself: no more than the odd receipt that is seconds late. */
  isCalm: boolean
  /** Shortens every hold-up; 1 for hours, as in the field. */
  holdScale: number
  label(label: FaultLabel): void
}

/** Changes what a system sends for a while. */
export interface Detour {
  from: number
  until: number
  matches(emission: Emission): boolean
  /** What goes out instead, and when: later than `emission.at` is held until then; an empty list loses it. */
  change(emission: Emission): readonly { emission: Emission; sendAt: number }[]
}

export interface PostRoom {
  /** From then on what matches goes another way. It does not meet the usual faults of records. */
  detour(detour: Detour): void
  /** Leaves out the next control number of a feed, as if a message were lost. X12 only. */
  skipControlNumber(feed: string): void
  /** Sends every message of a feed some times over until then. */
  repeat(feed: string, until: number, copies: number): void
  take(emission: Emission): void
  /** Sends what is older than `ageMs`, lets go what was held until now, and may start silences. */
  pass(now: number, ageMs: number): void
  /** Sends and lets go everything. */
  close(now: number): void
  /** Messages ready since the last call. */
  collect(): Message[]
  /** Counts a message that did not come through here. */
  count(message: Message): void
  counts: CountsByFeed
}

interface Tray {
  emissions: Emission[]
  damaged: number
  openedAt: number
  /** Messages made so far. */
  made: number
}

export function createPostRoom(options: PostRoomOptions): PostRoom {
  const { seed, startAt, faults, holdScale } = options
  const random = randomStream(seed, 'faults')
  const ids = idSource(`${seed}/${startAt}/documents`)
  const held = createSchedule()
  const trays = new Map<string, Tray>()
  let detours: Detour[] = []
  const skipped = new Map<string, number>()
  const repeated = new Map<string, { until: number; copies: number }>()
  const lateness = randomStream(seed, 'lateness')
  const isHeldUp = ({ feed }: Emission) =>
    options.isCalm && feed.startsWith('stores-') && happens(lateness, HELD_UP_SHARE)
  const silent = new Map<string, { from: number; until: number; feed: string; records: number }>()
  const counts: CountsByFeed = {}
  // Interchange numbers of a later run start above an earlier one's.
  const firstControl = (Math.floor(startAt / MINUTE_MS) % 900_000) * 1_000 + 1
  let ready: Message[] = []
  let passedAt = startAt

  const hold = (low: number, high: number) =>
    Math.floor(numberBetween(random, low, high) * HOUR_MS * holdScale)
  const label = (
    type: FaultType,
    feed: string,
    subject: string,
    at: number,
    until: number,
    records: number,
  ) =>
    options.label({
      type,
      feed,
      subject,
      records,
      expect: FAULT_EXPECTATIONS[type],
      at: new Date(at).toISOString(),
      until: new Date(until).toISOString(),
    })

  const countsOf = (feed: string): FeedCounts =>
    (counts[feed] ??= { messages: 0, records: 0, duplicates: 0, malformed: 0 })
  const count = (message: Message) => {
    const feed = countsOf(message.feed)
    feed.messages++
    feed.records += message.records
  }
  const send = (message: Message, at = message.at) => {
    count(message)
    ready.push({ ...message, at })
  }
  const dispatch = (message: Message, damaged: number) => {
    countsOf(message.feed).malformed += damaged
    const { feed, name, at, records } = message
    const copies = repeatedCopies(feed, at)
    for (let copy = 1; copy <= copies; copy++) {
      countsOf(feed).duplicates += records
      held.add(at + copy, () => send({ ...message, name: name.replace('.', `-copy${copy}.`) }, at + copy))
    }
    const later = (type: FaultType, until: number, run: () => void) => {
      label(type, feed, name, at, until, records)
      held.add(until, run)
    }
    if (happens(random, faults.late)) {
      const until = at + hold(2, 26)
      later('late', until, () => send(message, until))
    } else if (happens(random, faults.outOfOrder)) {
      const until = at + hold(0.2, 1)
      later('outOfOrder', until, () => send(message, until))
    } else {
      send(message)
      if (!happens(random, faults.duplicate)) return
      const until = at + hold(0.1, 3)
      later('duplicate', until, () => {
        countsOf(feed).duplicates += records
        send({ ...message, name: name.replace('.', '-again.') }, until)
      })
    }
  }
  const repeatedCopies = (feed: string, at: number) => {
    const found = repeated.get(feed)
    return found && at < found.until ? found.copies : 0
  }
  const empty = (feed: string, tray: Tray, now: number) => {
    const { emissions, damaged } = tray
    if (emissions.length === 0) return
    tray.emissions = []
    tray.damaged = 0
    const control = firstControl + tray.made++ + (skipped.get(feed) ?? 0)
    const { format } = emissions[0]!
    const texts = emissions.map(({ text }) => text)
    dispatch(
      {
        feed,
        format,
        at: now,
        records: texts.length,
        name: `${feed}-${String(tray.made).padStart(7, '0')}.${EXTENSIONS[format]}`,
        body: writeBody(feed, format, texts, now, control, format === 'epcis' ? ids.uuid() : ''),
      },
      damaged,
    )
  }
  const put = (emission: Emission, at: number, damaged: number) => {
    let tray = trays.get(emission.feed)
    if (!tray) trays.set(emission.feed, (tray = { emissions: [], damaged: 0, openedAt: at, made: 0 }))
    if (tray.emissions.length === 0) tray.openedAt = at
    tray.emissions.push(emission)
    tray.damaged += damaged
    if (tray.emissions.length >= RECORDS_PER_MESSAGE[emission.format]) empty(emission.feed, tray, at)
  }
  const startSilences = (now: number) => {
    const mean = (faults.silence * options.stores.length * (now - passedAt)) / DAY_MS
    for (let left = poisson(random, mean); left > 0; left--) {
      const store = pick(random, options.stores)
      if (silent.has(store.gln)) continue
      const silence = { from: now, until: now + hold(2, 8), feed: store.feed, records: 0 }
      silent.set(store.gln, silence)
      // Everything held for this store was put on the schedule before or at this end.
      held.add(silence.until, () => {
        silent.delete(store.gln)
        label('silence', silence.feed, store.gln, silence.from, silence.until, silence.records)
      })
    }
  }

  return {
    counts,
    count,
    detour: (detour) => void detours.push(detour),
    skipControlNumber: (feed) => void skipped.set(feed, (skipped.get(feed) ?? 0) + 1),
    repeat: (feed, until, copies) => void repeated.set(feed, { until, copies }),
    take(emission) {
      const detour = detours.find(
        ({ from, until, matches }) => emission.at >= from && emission.at < until && matches(emission),
      )
      if (detour) {
        for (const { emission: one, sendAt } of detour.change(emission)) {
          if (sendAt <= emission.at) put(one, emission.at, 0)
          else held.add(sendAt, (at) => put(one, at, 0))
        }
        return
      }
      if (isHeldUp(emission)) {
        const sendAt = emission.at + Math.floor(numberBetween(lateness, HELD_UP_MS.low, HELD_UP_MS.high))
        held.add(sendAt, (at) => put(emission, at, 0))
        return
      }
      const silence = silent.get(emission.subject)
      if (silence) {
        silence.records++
        held.add(silence.until, (at) => put(emission, at, 0))
      } else if (happens(random, faults.malformed)) {
        const until = emission.at + hold(1, 6)
        label('malformed', emission.feed, emission.id, emission.at, until, 1)
        put({ ...emission, text: damagedText(random, emission) }, emission.at, 1)
        held.add(until, (at) => put(emission, at, 0))
      } else put(emission, emission.at, 0)
    },
    pass(now, ageMs) {
      held.runUntil(now)
      for (const [feed, tray] of trays) if (now - tray.openedAt >= ageMs) empty(feed, tray, now)
      startSilences(now)
      detours = detours.filter(({ until }) => until > now)
      passedAt = now
    },
    close(now) {
      // Held records fill trays, and messages of these may be held in turn.
      do {
        held.runUntil(Number.POSITIVE_INFINITY)
        for (const [feed, tray] of trays) empty(feed, tray, now)
      } while (held.size() > 0)
    },
    collect() {
      const collected = ready
      ready = []
      return collected
    },
  }
}

function writeBody(
  feed: string,
  format: Emission['format'],
  texts: string[],
  now: number,
  control: number,
  documentId: string,
): string {
  if (format === 'epcis') return epcisDocumentText(documentId, now, texts)
  if (format === 'easypost') return texts[0]!
  if (format === 'cloudevents') return cloudEventBatchText(texts)
  const carrier = CARRIERS.find((each) => `carrier-${each.feed}-214` === feed)
  if (!carrier) throw new Error(`no carrier writes for the feed ${feed}`)
  return interchangeText(
    carrier,
    control,
    now,
    texts.map((text) => text.split('~')),
  )
}
