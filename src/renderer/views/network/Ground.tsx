/** Owns the ground of every map: the bundled coasts and borders, in the scheme that holds. */
import { useEffect, useState } from 'react'
import { useMap } from 'react-leaflet'
import { useComputedColorScheme } from '@mantine/core'
import { notifyFailure } from '../../components/notify.tsx'
import { loadBasemap, type Basemap } from './basemap.ts'
import { BasemapLayer } from './basemapLayer.ts'

export function useBasemap(): Basemap | undefined {
  const [basemap, setBasemap] = useState<Basemap>()
  useEffect(() => {
    let wanted = true
    loadBasemap().then(
      (loaded) => wanted && setBasemap(loaded),
      (error: unknown) => notifyFailure('The ground of the map could not be read', error),
    )
    return () => {
      wanted = false
    }
  }, [])
  return basemap
}

export function Ground() {
  const map = useMap()
  const basemap = useBasemap()
  const scheme = useComputedColorScheme('light')
  useEffect(() => {
    if (!basemap) return undefined
    const layer = new BasemapLayer(basemap, scheme).addTo(map)
    layer.setZIndex(0)
    return () => void layer.remove()
  }, [map, basemap, scheme])
  return null
}
