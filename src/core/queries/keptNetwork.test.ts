/** Proves that rows kept between two questions are those that a first question would read, whatever happened between. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rememberedJson } from '../../shared/writtenJson.ts'
import {
  BERLIN,
  DC,
  moved,
  openSmallNetwork,
  record,
  shelf,
  START,
  TEA,
  VIENNA,
} from '../smallNetwork.fixture.ts'
import type { Reader } from '../ledger/types.ts'
import { networkLocations } from './network.ts'

let network: ReturnType<typeof openSmallNetwork>
let now = 0
beforeEach(() => {
  network = openSmallNetwork()
  // When the fixture's ledger records.
  now = 1_000_000
})
afterEach(() => network.ledger.close())

/** A reader that nothing was ever asked through. */
function unasked(reader: Reader): Reader {
  return {
    all: (sql, parameters) => reader.all(sql, parameters),
    get: (sql, parameters) => reader.get(sql, parameters),
    iterate: (sql, parameters) => reader.iterate(sql, parameters),
    snapshot: (read) => reader.snapshot(read),
  }
}

const CHANGES: [string, () => void][] = [
  ['a move', () => network.take(record('more', START, moved(TEA, 7, shelf(DC), shelf(VIENNA))))],
  ['a new location', () => network.take(record('new', START, moved(TEA, 1, 'supplier', shelf('gln:graz'))))],
  [
    'a new name',
    () =>
      network.take(
        record('named', START + 1, { type: 'LocationDescribed', location: DC, name: 'Middle', kind: 'dc' }),
      ),
  ],
  [
    'a postal area, which gives coordinates',
    () => {
      network.take(
        record('at', START + 1, {
          type: 'LocationDescribed',
          location: BERLIN,
          kind: 'store',
          country: 'DE',
          postalCode: '10115',
        }),
      )
      networkLocations(context(), {})
      network.take(
        record('area', START, {
          type: 'PostalAreaLocated',
          country: 'DE',
          postalCode: '10115',
          latitude: 52.5,
          longitude: 13.4,
        }),
      )
    },
  ],
  ['nothing but time', () => (now += 3_600_000)],
]

const context = () => ({ ...network.context, clock: { now: () => now } })

interface Snapshot {
  rows: { location: string }[]
}
const jsonOf = (value: unknown) => Buffer.concat(rememberedJson(value) ?? []).toString('utf8')
/** The order of rows says nothing. */
const inOrder = <T extends Snapshot>(snapshot: T): T => ({
  ...snapshot,
  rows: snapshot.rows.toSorted((a, b) => a.location.localeCompare(b.location)),
})
const written = (snapshot: Snapshot) => inOrder(JSON.parse(jsonOf(snapshot)) as Snapshot)

it.each(CHANGES)('follows %s', (_name, change) => {
  const before = jsonOf(networkLocations(context(), {}))
  change()
  const after = networkLocations(context(), {})
  const anew = networkLocations({ ...context(), reader: unasked(network.ledger.reader) }, {})
  expect(inOrder(after)).toEqual(inOrder(anew))
  expect(written(after)).toEqual(inOrder(after))
  expect(jsonOf(after)).not.toBe(before)
})
