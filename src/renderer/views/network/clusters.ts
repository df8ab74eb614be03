/** Owns which locations are shown together at a zoom, with what they add up to. */
import Supercluster from 'supercluster'
import type { LocationRow } from '../../../shared/readModels/network.ts'
import type { Badges } from './alertBadges.ts'
import { addSums, sumsOf, type Sums } from './marks.ts'

type Point = Sums & { row: LocationRow }
type Index = Supercluster<Point, Sums>

export interface Place {
  longitude: number
  latitude: number
  sums: Sums
  /** The one location; absent for a cluster. */
  row?: LocationRow
  /** Names the cluster to its index; absent for one location. */
  clusterId?: number
}

export interface Bounds {
  west: number
  south: number
  east: number
  north: number
}

/** Near the width of two small marks: closer, figures would hide each other. */
export const CLUSTER_RADIUS_PX = 40
/** Beyond this zoom each location stands for itself. */
export const CLUSTER_MOST_ZOOM = 9

interface MaybePlaced {
  latitude: number | null
  longitude: number | null
}

export function isPlaced<T extends MaybePlaced>(row: T): row is T & { latitude: number; longitude: number } {
  return row.latitude !== null && row.longitude !== null
}

export function clusterIndex(rows: readonly LocationRow[], badges?: Badges): Index {
  const index: Index = new Supercluster<Point, Sums>({
    radius: CLUSTER_RADIUS_PX,
    extent: 256,
    maxZoom: CLUSTER_MOST_ZOOM,
    map: ({ row: _row, ...sums }) => ({ ...sums }),
    reduce: addSums,
  })
  return index.load(
    rows.filter(isPlaced).map((row) => ({
      type: 'Feature',
      properties: { ...sumsOf(row, badges?.get(row.location)), row },
      geometry: { type: 'Point', coordinates: [row.longitude, row.latitude] },
    })),
  )
}

export function placesIn(index: Index, bounds: Bounds, zoom: number): Place[] {
  const found = index.getClusters([bounds.west, bounds.south, bounds.east, bounds.north], Math.floor(zoom))
  return found.map((each) => {
    const [longitude = 0, latitude = 0] = each.geometry.coordinates
    const properties = each.properties
    if ('cluster_id' in properties) {
      return { longitude, latitude, sums: properties, clusterId: properties.cluster_id }
    }
    return { longitude, latitude, sums: properties, row: (properties as Point).row }
  })
}

/** The zoom at which a cluster falls apart. */
export function opensAt(index: Index, clusterId: number): number {
  return index.getClusterExpansionZoom(clusterId)
}

export function insideBounds(row: LocationRow, bounds: Bounds): boolean {
  return (
    isPlaced(row) &&
    row.longitude >= bounds.west &&
    row.longitude <= bounds.east &&
    row.latitude >= bounds.south &&
    row.latitude <= bounds.north
  )
}
