/** Owns the facts of subjects that were spoken of lately: the next word about an order finds them without reading them back. */
/** Facts that may be kept, of all subjects together. */
const KEPT_FACTS = 50_000
/** A subject with more is read back when it is spoken of. */
const FACTS_OF_SUBJECT = 64

export interface KeptFacts<Fact> {
  /** The subject's facts, as they stood at its last save; they are the caller's from then on. */
  take(subjectNumber: number): Fact[] | null
  keep(subjectNumber: number, facts: Fact[]): void
  /** Forgets all: what was taken may have been added to by a transaction that came to nothing. */
  clear(): void
}

/** The longest untouched are let go first. */
export function openKeptFacts<Fact>(most: number = KEPT_FACTS): KeptFacts<Fact> {
  const kept = new Map<number, Fact[]>()
  let count = 0
  const take = (subjectNumber: number): Fact[] | null => {
    const facts = kept.get(subjectNumber) ?? null
    if (facts === null) return null
    kept.delete(subjectNumber)
    count -= facts.length
    return facts
  }
  return {
    take,
    keep(subjectNumber, facts) {
      if (facts.length > FACTS_OF_SUBJECT) return
      take(subjectNumber)
      kept.set(subjectNumber, facts)
      count += facts.length
      for (const [oldest] of kept) {
        if (count <= most) break
        take(oldest)
      }
    },
    clear() {
      kept.clear()
      count = 0
    },
  }
}
