/** Owns the subjects that are to be measured at a time, the earliest first; a subject stands once, at its latest word. */

export interface LookAgain {
  /** Sets when a subject is to be measured, in the place of what was set before; null: not at all. */
  set(rule: string, subject: string, at: number | null): void
  /** As `set`, but for what is to be measured sooner anyway. */
  atLatest(rule: string, subject: string, at: number): void
  /** Whether any subject of the rule waits. */
  hasAny(rule: string): boolean
  /** Takes out what is due, at most so many. */
  take(now: number, limit: number): { rule: string; subject: string }[]
  /** When the next is due; null: nothing waits. */
  nextAt(): number | null
}

interface Entry {
  at: number
  rule: string
  subject: string
}

/** A smaller heap is not worth making anew. */
const LEAST_COMPACTED = 1_000

export function openLookAgain(): LookAgain {
  /** A heap by time; entries that were set anew stay in it and are passed over. */
  const heap: Entry[] = []
  const current = new Map<string, Map<string, Entry>>()
  let compactAt = 0
  const entriesOf = (rule: string): Map<string, Entry> => {
    let entries = current.get(rule)
    if (!entries) current.set(rule, (entries = new Map()))
    return entries
  }
  const isStale = (entry: Entry) => current.get(entry.rule)?.get(entry.subject) !== entry

  /** Entries that were set anew may be half of the heap, not more: it is then made from those that count. */
  function compact(): void {
    let count = 0
    for (const entries of current.values()) count += entries.size
    if (heap.length < 2 * count + LEAST_COMPACTED) return
    heap.length = 0
    for (const entries of current.values()) for (const entry of entries.values()) sift(entry)
  }

  function push(entry: Entry): void {
    if (heap.length >= LEAST_COMPACTED && heap.length >= compactAt) {
      compact()
      compactAt = 2 * heap.length
    }
    sift(entry)
  }

  function sift(entry: Entry): void {
    let place = heap.length
    heap.push(entry)
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = heap[parent] as Entry
      if (above.at <= entry.at) break
      heap[place] = above
      place = parent
    }
    heap[place] = entry
  }

  function pop(): void {
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      if (left >= heap.length) break
      const right = left + 1
      const child = right < heap.length && (heap[right] as Entry).at < (heap[left] as Entry).at ? right : left
      if ((heap[child] as Entry).at >= last.at) break
      heap[place] = heap[child] as Entry
      place = child
    }
    heap[place] = last
  }

  function dropStale(): void {
    while (heap[0] !== undefined && isStale(heap[0])) pop()
  }

  const lookAgain: LookAgain = {
    set(rule, subject, at) {
      const entries = entriesOf(rule)
      if (at === null) {
        entries.delete(subject)
        return
      }
      if (entries.get(subject)?.at === at) return
      const entry = { at, rule, subject }
      entries.set(subject, entry)
      push(entry)
    },
    atLatest(rule, subject, at) {
      const known = current.get(rule)?.get(subject)
      if (known === undefined || known.at > at) lookAgain.set(rule, subject, at)
    },
    hasAny: (rule) => (current.get(rule)?.size ?? 0) > 0,
    take(now, limit) {
      const due: { rule: string; subject: string }[] = []
      for (dropStale(); due.length < limit && heap[0] !== undefined && heap[0].at <= now; dropStale()) {
        const { rule, subject } = heap[0]
        pop()
        entriesOf(rule).delete(subject)
        due.push({ rule, subject })
      }
      return due
    },
    nextAt() {
      dropStale()
      return heap[0]?.at ?? null
    },
  }
  return lookAgain
}
