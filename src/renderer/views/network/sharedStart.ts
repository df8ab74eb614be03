/** Owns the words that most names of a network begin with, which are the first to give way where there is little room. */

/** The longest run of leading words, with the space after it, that at least half of the names begin with. */
export function sharedStart(names: readonly string[]): string {
  let shared = ''
  if (names.length < 4) return shared
  for (;;) {
    const counts = new Map<string, number>()
    for (const name of names) {
      if (!name.startsWith(shared)) continue
      const space = name.indexOf(' ', shared.length)
      if (space < 0) continue
      const start = name.slice(0, space + 1)
      counts.set(start, (counts.get(start) ?? 0) + 1)
    }
    const [start, count] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0])
    if (count * 2 < names.length) return shared
    shared = start
  }
}
