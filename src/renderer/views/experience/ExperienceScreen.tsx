/** Owns the Experience screen: what customers made of the network, by channel and flow, in figures and in words. */
import { useCallback, useMemo } from 'react'
import { Tabs } from '@mantine/core'
import { go, matchPath, setParams, useAddress } from '../../stores/address.ts'
import { clockNow } from '../../stores/clock.ts'
import { nextHour } from '../../stores/period.ts'
import { CellPanel } from './CellPanel.tsx'
import { ChannelTable } from './ChannelTable.tsx'
import { CustomerPanel } from './CustomerPanel.tsx'
import { cellOf, EXPERIENCE_TABS, filterOf, tabOf } from './filter.ts'
import { FilterBar } from './FilterBar.tsx'
import { JourneyView } from './JourneyView.tsx'
import { OpeningList } from './OpeningList.tsx'
import { RatingPanel } from './RatingPanel.tsx'
import { RatingsView } from './RatingsView.tsx'
import { TextSearch } from './TextSearch.tsx'
import classes from './Experience.module.css'

export default function ExperienceScreen() {
  const { path, params } = useAddress()
  const tab = tabOf(params)
  const text = JSON.stringify(filterOf(params, nextHour(clockNow())))
  const filter = useMemo(() => JSON.parse(text) as ReturnType<typeof filterOf>, [text])
  const rated = matchPath('/experience/rating/:order', path)?.order
  const customer = matchPath('/experience/customer/:reference', path)?.reference
  const cell = cellOf(path)
  const close = useCallback(() => go('/experience'), [])
  const { scope } = filter
  return (
    <>
      <h1 className="visually-hidden">Customer experience</h1>
      <div className={classes.bar}>
        <Tabs value={tab} onChange={(next) => setParams({ tab: next === 'channels' ? null : next })}>
          <Tabs.List aria-label="Customer experience">
            {Object.entries(EXPERIENCE_TABS).map(([name, title]) => (
              <Tabs.Tab key={name} value={name}>
                {title}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      </div>
      {tab === 'openings' ? null : <FilterBar filter={filter} tab={tab} />}
      <div className={classes.stage}>
        {tab === 'channels' ? (
          <ChannelTable scope={scope} selected={cell} />
        ) : tab === 'ratings' ? (
          <RatingsView scope={scope} selected={rated} />
        ) : tab === 'journeys' ? (
          <JourneyView scope={scope} />
        ) : tab === 'texts' ? (
          <TextSearch scope={scope} />
        ) : (
          <OpeningList />
        )}
        {rated === undefined ? null : <RatingPanel key={rated} order={rated} onClose={close} />}
        {customer === undefined ? null : (
          <CustomerPanel key={customer} reference={customer} onClose={close} />
        )}
        {cell ? <CellPanel key={path} cell={cell} scope={scope} onClose={close} /> : null}
      </div>
    </>
  )
}
