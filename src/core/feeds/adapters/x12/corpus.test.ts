/** Proves the X12 adapter on files that others published: every file with what became of it, every refusal with its reason. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { createAdapters, recognise } from '../registry.ts'
import { withoutNumbers } from './interchange.fixture.ts'

const root = join(import.meta.dirname, '../../../../..')
const corpus = process.env.TOWER_CORPUS ?? join(root, '../shared/data')
const adapters = createAdapters([])

/** As the ledger counts: one identity with one content counts once; with another content it is a version, and taken. */
function tally() {
  const seen = new Set<string>()
  const counts = { files: 0, received: 0, accepted: 0, duplicates: 0, quarantined: 0 }
  const outcomes: string[] = []
  for (const path of globSync('x12-*/**/*.{edi,EDI,txt}', { cwd: corpus }).sort()) {
    const text = readFileSync(join(corpus, path), 'utf8').replace(/^\uFEFF/, '')
    if (recognise(adapters, { text })?.name !== 'x12') continue
    counts.files += 1
    for (const reading of recognise(adapters, { text })?.read({ text }) ?? []) {
      counts.received += 1
      const record = reading.outcome === 'record' ? withoutNumbers(reading.record) : undefined
      const key = record ? JSON.stringify(record) : `refused ${reading.raw}`
      const outcome = seen.has(key) ? 'duplicates' : reading.outcome === 'record' ? 'accepted' : 'quarantined'
      seen.add(key)
      counts[outcome] += 1
      const types = record?.events.map(({ type }) => type) ?? []
      const steps = new Map<string, number>()
      for (const type of types) steps.set(type, (steps.get(type) ?? 0) + 1)
      const told = [...steps].map(([type, times]) => `${times} ${type}`).join(', ')
      const words = reading.outcome === 'refused' ? `${reading.field}: ${reading.reason.split(';')[0]}` : told
      outcomes.push(`${basename(path)}: ${outcome}, ${words}`)
    }
  }
  return { counts, outcomes }
}

it.skipIf(!existsSync(join(corpus, 'x12-node-x12')))(
  'every set of the published X12 files is accounted for (folder TOWER_CORPUS)',
  () => {
    const { counts, outcomes } = tally()
    expect(counts.received).toBe(counts.accepted + counts.duplicates + counts.quarantined)
    expect(counts).toEqual({ files: 37, received: 39, accepted: 14, duplicates: 5, quarantined: 20 })
    expect(outcomes).toEqual([
      '204-MGCTLYST-SAMPLE.EDI: quarantined, ST01: X12 204 is not read yet',
      '210-MGCTLYST-SAMPLE.EDI: quarantined, ST01: X12 210 is not read yet',
      '214-MGCTLYST-SAMPLE.EDI: accepted, 1 ShipmentDescribed, 1 ShipmentMilestoneReached',
      '990-MGCTLYST-SAMPLE.EDI: quarantined, ST01: X12 990 is not read yet',
      'x12.214.edi: duplicates, 1 ShipmentDescribed, 1 ShipmentMilestoneReached',
      'x12.810.mandatory-conditions.edi: quarantined, SE01: SE01 states "50" segments, there are 6',
      'x12.810a.edi: quarantined, ST01: X12 810 is not read yet',
      'x12.810b.edi: quarantined, ST01: X12 810 is not read yet',
      'x12.810c.edi: quarantined, ST01: X12 810 is not read yet',
      'x12.810d.edi: quarantined, ST01: X12 810 is not read yet',
      'x12.820.issue140.edi: quarantined, ST01: X12 820 is not read yet',
      'x12.832.edi: quarantined, ST01: X12 832 is not read yet',
      'x12.850.edi: quarantined, IEA02: IEA02 is "000000001" where ISA13 is "000000055"',
      'x12.850.issue135.edi: quarantined, SE01: SE01 states "87" segments, there are 86',
      'x12.850.issue135.edi: accepted, 1 OrderPlaced, 11 OrderLineAdded',
      'x12.850a.edi: quarantined, IEA02: IEA02 is "000000001" where ISA13 is "000000055"',
      'x12.Issue101.edi: quarantined, SE01: SE01 states "50" segments, there are 5',
      'x12.Issue172.edi: quarantined, SE01: SE01 states "50" segments, there are 10',
      'x12.Issue88.edi: quarantined, ST01: X12 271 is not read yet',
      'x12.Issue91.edi: quarantined, SE01: SE01 states "50" segments, there are 7',
      '271.edi: quarantined, ST01: X12 271 is not read yet',
      '850.edi: accepted, 1 OrderPlaced, 6 OrderLineAdded',
      '850_2.edi: duplicates, 1 OrderPlaced, 6 OrderLineAdded',
      '850_3.edi: accepted, 1 OrderPlaced, 1 OrderLineAdded',
      '850_fat.edi: duplicates, 1 OrderPlaced, 6 OrderLineAdded',
      '850_fat.edi: duplicates, 1 OrderPlaced, 6 OrderLineAdded',
      '855.edi: quarantined, ST01: X12 855 is not read yet',
      '856.edi: accepted, 1 ShipmentDescribed, 1 ShipmentMilestoneReached, 2 OrderStepTaken',
      'Example1_PGWGlass.txt: accepted, 1 OrderPlaced, 4 OrderLineAdded',
      'Example2_Adobe_TLP.txt: accepted, 1 OrderPlaced, 1 OrderLineAdded',
      'Example3_Adobe_CLP.txt: accepted, 1 OrderPlaced, 2 OrderLineAdded',
      'Example4_Adobe_ShrinkWrapped.txt: accepted, 1 OrderPlaced, 1 OrderLineAdded',
      'From_aojuk.txt: accepted, 1 OrderPlaced, 2 OrderLineAdded',
      'Example1.txt: accepted, 1 ShipmentDescribed, 1 ShipmentMilestoneReached, 1 ShipmentEstimateChanged, 3 OrderStepTaken',
      'Example2.txt: quarantined, BSN-02: BSN-02 is blank: the shipment has no number',
      'Example3.txt: accepted, 1 ShipmentDescribed, 1 ShipmentMilestoneReached, 3 OrderStepTaken',
      'Example4.txt: accepted, 1 ShipmentDescribed, 1 ShipmentMilestoneReached, 1 ShipmentEstimateChanged, 7 OrderStepTaken',
      'FromGregarican.txt: accepted, 1 ShipmentDescribed, 1 ShipmentMilestoneReached, 1 ShipmentEstimateChanged, 1 ObservationRecorded',
      'edi1Source.txt: duplicates, 1 ShipmentDescribed, 1 ShipmentMilestoneReached, 2 OrderStepTaken',
    ])
  },
)
