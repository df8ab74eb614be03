/** Owns words as they are counted: folded as the index folds them, without those that say nothing of themselves. */
import { STOP_WORDS } from './experienceStopWords.ts'

const TERM_LENGTH_MIN = 3
const MARKS = /\p{M}+/gu

/** Lower case, without diacritics. */
export const folded = (word: string): string => word.normalize('NFD').replace(MARKS, '').toLowerCase()

const STOPPED: ReadonlySet<string> = new Set(STOP_WORDS.map(folded))

export interface WordCount {
  /** By folded word. */
  counts: Map<string, number>
  total: number
  /** How each folded word is written, the commonest way. */
  written: Map<string, Map<string, number>>
}

/** Counts words of texts; words of one or two letters, numbers and stop words are none. */
export function countWords(texts: Iterable<string>): WordCount {
  const counts = new Map<string, number>()
  const written = new Map<string, Map<string, number>>()
  let total = 0
  for (const text of texts) {
    for (const word of text
      .normalize('NFC')
      .toLowerCase()
      .split(/[^\p{L}\p{N}\p{M}]+/u)) {
      if (word.length < TERM_LENGTH_MIN || !/\p{L}/u.test(word)) continue
      const term = folded(word)
      if (STOPPED.has(term)) continue
      total += 1
      counts.set(term, (counts.get(term) ?? 0) + 1)
      const ways = written.get(term) ?? new Map<string, number>()
      written.set(term, ways.set(word, (ways.get(word) ?? 0) + 1))
    }
  }
  return { counts, total, written }
}

export interface StandingOut {
  term: string
  score: number
  count: number
}

/** Weight of the prior in words: as if so many had been read of both sides together beforehand. */
const PRIOR_WORDS = 500
/** A term that is found less often stands out by chance. */
const COUNT_MIN = 3

/**
 * Terms that are used more in `found` than in `others`: z of the log-odds ratio with an informative Dirichlet prior, the
 * prior being the words of both together. Monroe, Colaresi and Quinn (2008), Fightin' Words, Political Analysis 16(4),
 * equations 16 to 22.
 */
export function termsStandingOut(found: WordCount, others: WordCount, most: number): StandingOut[] {
  if (found.total === 0 || others.total === 0) return []
  const all = found.total + others.total
  const terms: StandingOut[] = []
  for (const [term, count] of found.counts) {
    if (count < COUNT_MIN) continue
    const against = others.counts.get(term) ?? 0
    const prior = (PRIOR_WORDS * (count + against)) / all
    const odds = (words: number, total: number) =>
      Math.log((words + prior) / (total + PRIOR_WORDS - words - prior))
    const variance = 1 / (count + prior) + 1 / (against + prior)
    const score = (odds(count, found.total) - odds(against, others.total)) / Math.sqrt(variance)
    if (score >= 1.96) terms.push({ term: commonest(found.written.get(term)) ?? term, score, count })
  }
  return terms.sort((a, b) => b.score - a.score || (a.term < b.term ? -1 : 1)).slice(0, most)
}

function commonest(ways: ReadonlyMap<string, number> | undefined): string | undefined {
  return [...(ways ?? [])].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0]
}
