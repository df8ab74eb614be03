/** Owns distances on the earth. */

const EARTH_RADIUS_KM = 6371

interface Point {
  latitude: number
  longitude: number
}

/** Great-circle distance (haversine). */
export function distanceKm(from: Point, to: Point): number {
  const radians = Math.PI / 180
  const half = (degrees: number) => Math.sin((degrees * radians) / 2) ** 2
  const across =
    half(to.latitude - from.latitude) +
    Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians) * half(to.longitude - from.longitude)
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(across)))
}
