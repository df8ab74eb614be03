/** Owns the Orders & speed screen: its tabs, the period, and the drawer of a cell, a lane or an order. */
import { useCallback } from 'react'
import { Tabs } from '@mantine/core'
import { go, matchPath, useAddress } from '../../stores/address.ts'
import { CalibrationPanel } from './CalibrationPanel.tsx'
import { CellPanel } from './CellPanel.tsx'
import { HeatmapTab } from './HeatmapTab.tsx'
import { LanePanel } from './LanePanel.tsx'
import { LanesTab } from './LanesTab.tsx'
import type { LaneKey } from './laneFigures.ts'
import { OrderPanel } from './OrderPanel.tsx'
import { OrdersTab } from './OrdersTab.tsx'
import { CALIBRATION_PATH, RiskTab } from './RiskTab.tsx'
import { CELL_PATH, cellOf, NO_CELL, usePeriod } from './speedScope.ts'
import classes from './Speed.module.css'

const TABS = { heatmap: 'Heatmap', lanes: 'Lanes', risk: 'At risk', orders: 'Orders' } as const
type Tab = keyof typeof TABS
const isTab = (text: string | null): text is Tab => text !== null && text in TABS

export default function SpeedScreen() {
  const { path, params } = useAddress()
  const period = usePeriod()
  const chosen = params.get('tab')
  const tab = isTab(chosen) ? chosen : 'heatmap'
  const order = matchPath('/speed/order/:order', path)?.order
  const lane = laneOf(path)
  const cell = cellOf(params)
  const close = useCallback(() => go('/speed', NO_CELL), [])
  return (
    <>
      <div className={classes.strip}>
        <h1 className="visually-hidden">Orders and speed</h1>
        <Tabs
          value={tab}
          onChange={(value) => {
            go('/speed', { ...NO_CELL, tab: value === 'heatmap' ? null : value })
          }}
          className={classes.tabs}
        >
          <Tabs.List aria-label="Parts of this screen">
            {Object.entries(TABS).map(([value, label]) => (
              <Tabs.Tab key={value} value={value} aria-controls="speed-tab">
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
        {params.get('category') ? (
          <span className="dim">The category on top does not narrow orders and speed.</span>
        ) : null}
      </div>
      <div className={classes.stage} id="speed-tab" role="tabpanel" aria-label={TABS[tab]}>
        {tab === 'heatmap' ? <HeatmapTab period={period} /> : null}
        {tab === 'lanes' ? <LanesTab period={period} selected={lane} /> : null}
        {tab === 'risk' ? <RiskTab /> : null}
        {tab === 'orders' ? <OrdersTab selected={order} /> : null}
        {path === CELL_PATH && cell ? (
          <CellPanel key={`${cell.row} ${cell.column}`} cell={cell} period={period} onClose={close} />
        ) : null}
        {path === CALIBRATION_PATH ? <CalibrationPanel onClose={close} /> : null}
        {lane ? <LanePanel key={path} lane={lane} period={period} onClose={close} /> : null}
        {order === undefined ? null : (
          <OrderPanel
            key={order}
            order={order}
            back={cell ? { path: CELL_PATH, word: 'Back to the cell' } : null}
            onClose={close}
          />
        )}
      </div>
    </>
  )
}

/** The lane that a path names. */
function laneOf(path: string): LaneKey | undefined {
  const parts = matchPath('/speed/lane/:origin/:region/:carrier', path)
  return (
    parts && {
      origin: parts.origin ?? '',
      destinationRegion: parts.region ?? '',
      carrier: parts.carrier ?? '',
    }
  )
}
