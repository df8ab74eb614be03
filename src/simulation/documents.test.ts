/** Proves that documents of each format are valid by the rules of their standard. */
import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { easypostSignature } from './easypostText.ts'
import type { Message } from './message.ts'
import { runMessages } from './simulation.ts'

const corpus = process.env['TOWER_CORPUS'] ?? resolve(import.meta.dirname, '../../../shared/data')
const schemaFile = resolve(corpus, 'epcis-gs1-official/EPCIS-JSON-Schema.json')

let messages: Message[] = []
beforeAll(() => {
  messages = [...runMessages({ seed: 21, stores: 16, dcs: 2, days: 4, faults: 'none' })]
})
const bodies = (format: Message['format']) =>
  messages.filter((message) => message.format === format).map(({ body }) => body)

describe.skipIf(!existsSync(schemaFile))(
  'EPCIS documents against the schema of GS1 (published files, in the folder TOWER_CORPUS)',
  () => {
    it('are all valid', () => {
      const validate = new Ajv({ strict: false, validateFormats: false }).compile(
        JSON.parse(readFileSync(schemaFile, 'utf8')),
      )
      const documents = bodies('epcis')
      expect(documents.length).toBeGreaterThan(50)
      for (const body of documents) expect(validate(JSON.parse(body)) ? [] : validate.errors).toEqual([])
    })
  },
)

describe('EPCIS documents', () => {
  it('are bounded, and name no event twice', () => {
    const ids = bodies('epcis').flatMap((body) => {
      const list: { eventID: string }[] = JSON.parse(body).epcisBody.eventList
      expect(list.length).toBeLessThanOrEqual(100)
      return list.map(({ eventID }) => eventID)
    })
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('X12 214 interchanges', () => {
  it('have fixed headers, and counts and control numbers that agree', () => {
    const controls: string[] = []
    expect(bodies('x12').length).toBeGreaterThan(5)
    for (const body of bodies('x12')) {
      expect(body.slice(0, 106)).toMatch(/^ISA\*00\*.*~$/s)
      const segments = body
        .split('~\n')
        .slice(0, -1)
        .map((segment) => segment.split('*'))
      const first = (name: string) => segments.find(([id]) => id === name)!
      expect(first('IEA')[2]).toBe(first('ISA')[13])
      expect(first('GE')[2]).toBe(first('GS')[6])
      expect(Number(first('GE')[1])).toBe(segments.filter(([id]) => id === 'ST').length)
      segments.forEach((segment, index) => {
        if (segment[0] !== 'SE') return
        const start = segments.findLastIndex(([id], place) => id === 'ST' && place < index)
        expect(Number(segment[1])).toBe(index - start + 1)
        expect(segment[2]).toBe(segments[start]![2])
      })
      controls.push(`${first('ISA')[6]}${first('ISA')[13]}`)
    }
    expect(new Set(controls).size).toBe(controls.length)
  })

  it('tell of the shipments that EPCIS tells of', () => {
    const shipped = new Set(
      bodies('epcis').flatMap((body) =>
        [...body.matchAll(/cbv:bt:(\d{13}):(S\w+)"/g)].map((m) => `${m[1]} ${m[2]}`),
      ),
    )
    const sets = bodies('x12').flatMap((body) => body.split('ST*214*').slice(1))
    expect(sets.length).toBeGreaterThan(50)
    for (const set of sets) {
      const number = /B10\*\w+\*(\w+)\*/.exec(set)?.[1]
      const gln = /N1\*SH\*[^*]+\*UL\*(\d{13})/.exec(set)?.[1]
      expect(shipped).toContain(`${gln} ${number}`)
    }
  })
})

describe('parcel trackers', () => {
  it('follow each parcel from its label on, one step more each time', () => {
    const steps = new Map<string, number>()
    const seen = bodies('easypost').map((body) => JSON.parse(body))
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
    for (const { object, result } of seen) {
      expect(object).toBe('Event')
      const before = steps.get(result.tracking_code) ?? 0
      expect(result.tracking_details).toHaveLength(before + 1)
      expect(result.tracking_details.at(-1).status).toBe(result.status)
      expect(result.carrier_detail.destination_tracking_location.zip).toMatch(/^\d{5}$/)
      steps.set(result.tracking_code, before + 1)
    }
    expect(seen.some(({ result }) => result.status === 'delivered')).toBe(true)
  })

  it('are signed under the normalised secret', () => {
    const expected = createHmac('sha256', 'se\u0301cret').update('{"a":1}').digest('hex')
    expect(easypostSignature('s\u00e9cret', '{"a":1}')).toBe(`hmac-sha256-hex=${expected}`)
  })
})

describe('master data', () => {
  it('has a row for each place, item and postal area under the columns of the mappings', () => {
    const rows = (mapping: string) =>
      messages
        .filter((message) => message.mapping === mapping)
        .flatMap(({ body }) => body.trim().split('\n').slice(1))
    expect(rows('locations')).toHaveLength(16 + 2 + 6)
    expect(rows('skus')).toHaveLength(420)
    expect(rows('postal-areas').length).toBeGreaterThanOrEqual(150)
    expect(rows('safety-stock').length).toBeGreaterThan(100)
    expect(rows('locations')[0]).toMatch(/^9521321\d{6},Omni Market [^,]+,store,/)
  })
})
