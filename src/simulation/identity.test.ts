/** Proves that keys have right check digits, and that a network names each thing once. */
import { describe, expect, it } from 'vitest'
import { gs1CheckDigit, idSource, itemKey, locationKey } from './identity.ts'
import { buildNetwork } from './network.ts'
import { CITIES, COMPANY_PREFIX, regionOf } from './places.ts'

const isValidKey = (key: string) => gs1CheckDigit(key.slice(0, -1)) === Number(key.at(-1))

describe('GS1 keys', () => {
  it('has the check digits of published keys', () => {
    expect(gs1CheckDigit('950600013435')).toBe(2)
    expect(gs1CheckDigit('629104150021')).toBe(3)
    expect(gs1CheckDigit('0061414112345')).toBe(2)
  })

  it('writes one thing in both spellings', () => {
    expect(locationKey('9521321', 101)).toEqual({
      gln: '9521321001015',
      urn: 'urn:epc:id:sgln:9521321.00101.0',
      digitalLink: 'https://id.gs1.org/414/9521321001015',
    })
    const item = itemKey('9521321', 1001)
    expect(item.gtin).toHaveLength(14)
    expect(item.urn).toBe('urn:epc:idpat:sgtin:9521321.001001.*')
    expect(item.digitalLink).toBe(`https://id.gs1.org/01/${item.gtin}`)
  })

  it('names things repeatably and never twice', () => {
    const first = idSource('run')
    const second = idSource('run')
    const ids = Array.from({ length: 1000 }, () => first.uuid())
    expect(new Set(ids).size).toBe(1000)
    expect(ids.slice(0, 3)).toEqual([second.uuid(), second.uuid(), second.uuid()])
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(idSource('other').uuid()).not.toBe(ids[0])
  })
})

describe('network', () => {
  it.each([
    [124, 4],
    [5000, 12],
  ])(
    'of %i stores and %i centres has valid keys, each once, at places in the United States',
    (stores, dcs) => {
      const network = buildNetwork(7, stores, dcs)
      const glns = network.locations.map(({ gln }) => gln)
      expect(network.stores).toHaveLength(stores)
      expect(new Set(glns).size).toBe(stores + dcs)
      expect(new Set(network.stores.map(({ name }) => name)).size).toBeGreaterThan(stores * 0.95)
      expect(network.skus).toHaveLength(420)
      const keys = [
        ...glns,
        ...network.suppliers.map(({ gln }) => gln),
        ...network.skus.map(({ gtin }) => gtin),
      ]
      expect(keys.filter((key) => !isValidKey(key))).toEqual([])
      expect(glns.every((gln) => gln.startsWith(COMPANY_PREFIX))).toBe(true)
      for (const { latitude, longitude } of network.locations) {
        expect(latitude).toBeGreaterThan(18)
        expect(latitude).toBeLessThan(72)
        expect(longitude).toBeGreaterThan(-180)
        expect(longitude).toBeLessThan(-65)
      }
    },
  )

  it('rests on at least 150 cities with regions and time zones', () => {
    expect(CITIES.length).toBeGreaterThanOrEqual(150)
    for (const city of CITIES) {
      expect(() => new Intl.DateTimeFormat('en-US', { timeZone: city.timeZone })).not.toThrow()
      expect(regionOf(city.state)).toBeTruthy()
      expect(city.postalCode).toMatch(/^\d{5}$/)
    }
  })

  it('refuses sizes out of bounds', () => {
    expect(() => buildNetwork(1, 0, 4)).toThrow(RangeError)
    expect(() => buildNetwork(1, 5001, 4)).toThrow(RangeError)
    expect(() => buildNetwork(1, 10, 13)).toThrow(RangeError)
  })
})
