/** Owns the proof that regions find their shapes, by code and by name, and none that is not theirs. */
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { toWorld } from './basemap.ts'
import { readShapes, type RegionShape } from './regionShapes.ts'

const load = createRequire(import.meta.url)
const shapes = readShapes(load('us-atlas/states-10m.json'), load('world-atlas/countries-110m.json'))

const covers = (shape: RegionShape | undefined, longitude: number, latitude: number): boolean => {
  const [x, y] = toWorld(longitude, latitude)
  return (shape ?? []).some(({ box }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3])
}

describe('shapes of regions', () => {
  it('are found by code and by name', () => {
    const maine = shapes.find('ME', 'US')
    expect(covers(maine, -69.2, 45.3)).toBe(true)
    expect(covers(maine, -99, 31)).toBe(false)
    expect(shapes.find('Maine', 'USA')).toBe(maine)
    expect(covers(shapes.find('TX', null), -99, 31)).toBe(true)
  })

  it('fall back to the country where nothing more is known', () => {
    const nigeria = shapes.find('', 'NG')
    expect(covers(nigeria, 8, 9.5)).toBe(true)
    expect(shapes.find('Nigeria', 'Nigeria')).toBe(nigeria)
    expect(shapes.find('', null)).toBeUndefined()
  })

  it('are not lent to another country', () => {
    // São Paulo’s code is nobody’s here; Santa Catarina’s is South Carolina’s.
    expect(shapes.find('SP', 'BR')).toBeUndefined()
    expect(shapes.find('SC', 'BR')).toBeUndefined()
  })
})
