/** Owns the badges of open alerts on the map: whose they are, how grave, and how they are painted. */
import type { AlertSummary } from '../../../shared/readModels/alerts.ts'
import type { AlertSeverity } from '../../../shared/vocabulary.ts'

export type Badge = Pick<AlertSummary['byLocation'][number], 'alerts' | 'severity'>
export type Badges = ReadonlyMap<string, Badge>

/** From the mildest; the place in the list is how grave it is, less one. */
const BY_GRAVITY: readonly AlertSeverity[] = ['warning', 'serious', 'critical']
export const gravityOf = (severity: AlertSeverity): number => BY_GRAVITY.indexOf(severity) + 1
export const severityOf = (gravity: number): AlertSeverity => BY_GRAVITY[gravity - 1] ?? 'warning'

export function badgesOf(byLocation: AlertSummary['byLocation']): Badges {
  return new Map(byLocation.map(({ location, alerts, severity }) => [location, { alerts, severity }]))
}

type Inks = Record<AlertSeverity, string> & { text: string }
export const SEVERITY_INKS: Record<'light' | 'dark', Inks> = {
  light: { critical: '#b3261e', serious: '#a8440a', warning: '#7d5a00', text: '#ffffff' },
  dark: { critical: '#ff8f86', serious: '#ffab6b', warning: '#f0cb62', text: '#101418' },
}

/** Corners of a severity's sign: an octagon, a triangle, a square, as everywhere. */
const CORNERS: Record<AlertSeverity, { count: number; turn: number }> = {
  critical: { count: 8, turn: Math.PI / 8 },
  serious: { count: 3, turn: -Math.PI / 2 },
  warning: { count: 4, turn: Math.PI / 4 },
}
const HEIGHT_PX = 15
const SIGN_PX = 4

/** Paints a badge whose lower left corner is at a mark's upper right. */
export function drawBadge(
  context: CanvasRenderingContext2D,
  at: { x: number; y: number },
  badge: Badge,
  look: { inks: Inks; outline: string; font: string; text: string },
): void {
  context.font = look.font
  const width = context.measureText(look.text).width + 2 * SIGN_PX + 12
  const top = at.y - HEIGHT_PX
  context.beginPath()
  context.roundRect(at.x, top, width, HEIGHT_PX, HEIGHT_PX / 2)
  context.fillStyle = look.inks[badge.severity]
  context.fill()
  context.lineWidth = 1
  context.strokeStyle = look.outline
  context.stroke()
  const { count, turn } = CORNERS[badge.severity]
  const middle = { x: at.x + 5 + SIGN_PX, y: top + HEIGHT_PX / 2 + (count === 3 ? 1 : 0) }
  context.beginPath()
  for (let corner = 0; corner < count; corner += 1) {
    const angle = turn + (corner * 2 * Math.PI) / count
    context.lineTo(middle.x + SIGN_PX * Math.cos(angle), middle.y + SIGN_PX * Math.sin(angle))
  }
  context.closePath()
  context.fillStyle = look.inks.text
  context.fill()
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  context.fillText(look.text, middle.x + SIGN_PX + 3, top + HEIGHT_PX / 2 + 0.5)
}
