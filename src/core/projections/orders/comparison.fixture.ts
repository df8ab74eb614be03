/** Owns the form in which a folded line and its recount are compared. */
import type { LineFold } from './lineFold.ts'
import type { Life } from './lives.fixture.ts'

/** What of a line a recount tells too. */
export function toldOfLine({
  portions,
  returns,
  handedOverAt,
  late,
}: Pick<LineFold, 'portions' | 'returns' | 'handedOverAt' | 'late'>) {
  const units: Record<string, number> = {}
  for (const { stage, location, shipment, units: some } of portions) {
    const kind = JSON.stringify([stage, location, shipment])
    units[kind] = (units[kind] ?? 0) + some
  }
  const told = returns.map((one) => ({
    name: one.return,
    units: one.units,
    undelivered: one.undeliveredUnits,
    steps: Object.keys(one.stepAt).sort(),
    disposition: one.disposition,
    refundMinor: one.refundMinor,
  }))
  return { units, handedOverAt, late, returns: told.sort((a, b) => (a.name < b.name ? -1 : 1)) }
}

export function expectedLines(life: Life) {
  return Object.fromEntries(
    Object.entries(life.lines).map(([line, one]) => [
      line,
      {
        ...one,
        returns: one.returns
          .map(({ name, units, undelivered, steps, disposition, refundMinor }) => ({
            name,
            units,
            undelivered,
            steps: steps.toSorted(),
            disposition,
            refundMinor,
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      },
    ]),
  )
}
