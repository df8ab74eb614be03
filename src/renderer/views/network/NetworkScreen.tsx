/** Owns the Network screen: totals, the map, its twin, and the drawer of a location or shipment. */
import { useCallback, useMemo, useState } from 'react'
import { SegmentedControl } from '@mantine/core'
import type { GridSort } from '../../components/DataGrid.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { go, locationPath, matchPath, setParams, useAddress } from '../../stores/address.ts'
import { useNetwork, useTransit } from '../../stores/network.ts'
import { sameBounds } from './mapView.ts'
import type { Bounds } from './clusters.ts'
import { LocationPanel } from './LocationPanel.tsx'
import { LocationTable } from './LocationTable.tsx'
import { isMetric, METRICS, type Metric } from './marks.ts'
import { NetworkMap } from './NetworkMap.tsx'
import { ShipmentPanel } from './ShipmentPanel.tsx'
import { ShipmentsPanel } from './ShipmentsPanel.tsx'
import { Totals } from './Totals.tsx'
import classes from './Network.module.css'

/** Not a figure of the locations: the regions under them are coloured by how fast they are reached. */
const SPEED = 'speed'
const METRIC_CHOICES = [
  ...Object.entries(METRICS).map(([value, { title }]) => ({ value, label: title })),
  { value: SPEED, label: 'Speed' },
]
const noArcs: never[] = []

function useSort(metric: Metric): [GridSort, (sort: GridSort) => void] {
  const { params } = useAddress()
  const by = params.get('sort') ?? metric
  const order = params.get('order') ?? (by === 'cover' || by === 'name' ? 'up' : 'down')
  const sort = useMemo(() => ({ by, descending: order === 'down' }), [by, order])
  return [sort, ({ by, descending }) => setParams({ sort: by, order: descending ? 'down' : 'up' })]
}

export default function NetworkScreen() {
  const { path, params } = useAddress()
  const { snapshot, error, retry } = useNetwork()
  const transit = useTransit()
  const [bounds, setBounds] = useState<Bounds>()
  const chosen = params.get('metric')
  const metric = isMetric(chosen) ? chosen : 'onHand'
  const showsSpeed = chosen === SPEED
  const [sort, setSort] = useSort(metric)
  const location = matchPath('/network/location/:location', path)?.location
  const shipment = matchPath('/network/shipment/:shipment', path)?.shipment
  const open = useCallback((id: string) => go(locationPath(id)), [])
  const close = useCallback(() => go('/network'), [])
  const seeBounds = useCallback(
    (next: Bounds) => setBounds((last) => (sameBounds(last, next) ? last : next)),
    [],
  )

  if (!snapshot && error) return <Failure what="The network" error={error} retry={retry} />
  if (!snapshot) return <Loading label="Loading the network" lines={10} />
  const isEmpty = snapshot.rows.length === 0
  return (
    <>
      <div className={classes.strip}>
        <h1 className="visually-hidden">Network</h1>
        <Totals totals={snapshot.totals} rows={snapshot.rows} />
        <SegmentedControl
          aria-label="Figure on the map"
          data={METRIC_CHOICES}
          value={showsSpeed ? SPEED : metric}
          onChange={(value) => setParams({ metric: value, sort: null, order: null })}
        />
      </div>
      <div className={classes.stage}>
        {isEmpty ? (
          <Message title="No location in this scope">
            No feed has named a location here yet, or the scope or time on top leaves none. Widen the scope,
            or look at Feeds for what has come in.
          </Message>
        ) : (
          <>
            <NetworkMap
              rows={snapshot.rows}
              arcs={transit?.arcs ?? noArcs}
              metric={metric}
              showsSpeed={showsSpeed}
              selected={location}
              onOpen={open}
              onBounds={seeBounds}
            />
            <LocationTable
              rows={snapshot.rows}
              bounds={bounds}
              sort={sort}
              onSort={setSort}
              selected={location}
              onOpen={open}
            />
          </>
        )}
        {location === undefined ? null : (
          <LocationPanel
            key={location}
            location={location}
            live={snapshot.rows.find((row) => row.location === location)}
            onClose={close}
          />
        )}
        {path === '/network/shipments' ? <ShipmentsPanel onClose={close} /> : null}
        {shipment === undefined ? null : <ShipmentPanel key={shipment} shipment={shipment} onClose={close} />}
      </div>
    </>
  )
}
