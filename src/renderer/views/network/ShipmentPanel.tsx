/** Owns the drawer of one shipment: from where to where, its lines and its milestones. */
import type { ShipmentDetail } from '../../../shared/readModels/shipments.ts'
import { Instant, Moment } from '../../components/Age.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, ledgerPath, orderPath, skuPath } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { MILESTONE_WORDS } from '../words.ts'
import { ShipmentState } from './ShipmentList.tsx'
import classes from './Network.module.css'

export function ShipmentPanel({ shipment, onClose }: { shipment: string; onClose(): void }) {
  const detail = useTowerQuery('shipments.detail', { shipment }, { refetchEveryMs: 5_000 })
  const row = detail.data?.row
  return (
    <SidePanel
      title={
        row
          ? `${row.originName ?? 'Origin unknown'} → ${row.destinationName ?? 'destination unknown'}`
          : 'Shipment'
      }
      subtitle={shipment}
      onClose={onClose}
      testId="shipment-panel"
    >
      {detail.data ? (
        <Body detail={detail.data} />
      ) : detail.error ? (
        <Failure what="This shipment" error={detail.error} retry={() => void detail.refetch()} />
      ) : (
        <Loading label="Loading the shipment" />
      )}
    </SidePanel>
  )
}

function Body({ detail }: { detail: ShipmentDetail }) {
  const format = useFormat()
  const { row } = detail
  return (
    <>
      <Facts>
        <Fact name="State">
          <ShipmentState row={row} />
        </Fact>
        <Fact name="Units">{row.units > 0 ? `${format.units(row.units)} units` : 'not stated'}</Fact>
        <Fact name="Carrier">{row.carrier ?? '–'}</Fact>
        <Fact name="Tracking number">{row.trackingNumber ?? '–'}</Fact>
        <Fact name="Promised">
          <Moment at={row.promisedDeliveryAt} />
        </Fact>
        <Fact name="Estimated">
          <Moment at={row.estimatedDeliveryAt} />
        </Fact>
        <Fact name="Delivered">
          <Moment at={row.deliveredAt} />
        </Fact>
        <Fact name="Order">
          {row.order === null ? '–' : <a href={addressOf(orderPath(row.order))}>{row.order}</a>}
        </Fact>
      </Facts>
      <Section title="Milestones" note="latest last">
        {detail.milestones.length === 0 ? <p className="dim">No milestone was reported yet.</p> : null}
        <ol className={classes.milestones}>
          {detail.milestones.map((each) => (
            <li key={`${each.identity} ${each.milestone} ${each.at}`}>
              <strong>{MILESTONE_WORDS[each.milestone]}</strong>{' '}
              {each.placeName ? `at ${each.placeName}` : ''}
              <div className="dim">
                <Instant at={each.at} /> · {each.feed}
                {each.code ? ` · code ${each.code}` : ''}
                {each.detail ? ` · ${each.detail}` : ''}
              </div>
            </li>
          ))}
        </ol>
      </Section>
      <Section title="Lines">
        {detail.lines.length === 0 ? <p className="dim">No feed has said what is in it.</p> : null}
        <ul className={classes.shipments}>
          {detail.lines.map((line) => (
            <li key={line.sku}>
              <a href={addressOf(skuPath(line.sku))} className="clip">
                {line.skuName ?? line.sku}
              </a>
              <span className="nowrap">
                {format.unitsOf(line.units)}
                {row.originLocation === null ? null : (
                  <>
                    {' · '}
                    <a
                      href={addressOf(ledgerPath(row.originLocation, line.sku))}
                      title={`The ledger of this SKU at ${row.originName ?? row.originLocation}`}
                    >
                      ledger
                    </a>
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}
