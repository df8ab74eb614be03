/** Owns the card beside the pointer: what lies there, in figures with their units. */
import { clockNow } from '../../stores/clock.ts'
import { describeFreshness } from '../../components/Freshness.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { SEVERITY_WORDS } from '../alerts/alertWords.ts'
import { severityOf } from './alertBadges.ts'
import type { Hit } from './locationLayer.ts'
import { coverDays, stockoutShare, type Metric } from './marks.ts'
import classes from './Network.module.css'

export function HoverCard({ hit, x, y, metric }: { hit: Hit; x: number; y: number; metric: Metric }) {
  const format = useFormat()
  const style = { transform: `translate(${x}px, ${y}px)` }
  if (hit.kind === 'arc') {
    const { arc } = hit
    return (
      <div className={classes.hover} style={style} aria-hidden="true">
        <strong>
          {arc.origin.name} → {arc.destination.name}
        </strong>
        <div>
          {format.count(arc.shipments, 'shipment', 'shipments')} under way, {format.units(arc.units)} units
        </div>
        {arc.troubled > 0 ? <div>{format.number(arc.troubled)} late or in exception (dashed)</div> : null}
      </div>
    )
  }
  const { sums, row } = hit.mark.place
  return (
    <div className={classes.hover} style={style} aria-hidden="true" data-metric={metric}>
      <strong>
        {row ? (row.name ?? row.location) : format.count(sums.locations, 'location', 'locations')}
      </strong>
      {sums.skus === 0 ? (
        <div>No stock was ever counted or moved here.</div>
      ) : (
        <dl>
          <dt>On hand</dt>
          <dd>{format.units(sums.onHand)} units</dd>
          <dt>ATP</dt>
          <dd>{format.units(sums.atp)} units</dd>
          <dt>Cover</dt>
          <dd>
            {format.number(coverDays(sums), 1)} days
            <span className="dim"> of what leaves</span>
          </dd>
          <dt>Stockouts</dt>
          <dd>
            {format.number(sums.stockouts)} of {format.number(sums.skus)} SKUs (
            {format.share(stockoutShare(sums))})
          </dd>
        </dl>
      )}
      {sums.alerts > 0 ? (
        <div>
          {format.count(sums.alerts, 'open alert', 'open alerts')}, the gravest{' '}
          {SEVERITY_WORDS[severityOf(sums.gravity)].toLowerCase()}
        </div>
      ) : null}
      {row ? (
        <div className="dim">{describeFreshness(row.freshness, clockNow(), format)}</div>
      ) : (
        <div className="dim">
          {format.number(sums.troubled)} of {format.number(sums.locations)} in trouble. Click to come nearer.
        </div>
      )}
    </div>
  )
}
