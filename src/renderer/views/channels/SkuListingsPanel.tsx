/** Owns the drawer of one SKU's listings: every figure of every channel, and the alerts about it. */
import { useMemo } from 'react'
import type { BoardRow, CoordinationBoard } from '../../../shared/readModels/channels.ts'
import { Age } from '../../components/Age.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, skuPath } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { AlertList } from '../alerts/AlertList.tsx'
import { alertAddress, Line } from './boardColumns.tsx'
import { activeWords, availabilityWords, priceWords, promiseWords, promotionWords } from './channelWords.ts'
import classes from './Channels.module.css'

const MOST_ALERTS = 50

export function SkuListingsPanel({ sku, onClose }: { sku: string; onClose(): void }) {
  const input = useMemo(() => ({ text: sku, limit: 10 }), [sku])
  const board = useTowerQuery('channels.board', input, { refetchEveryMs: 5_000 })
  const row = board.data?.rows.find((each) => each.sku === sku)
  return (
    <SidePanel
      wide
      title={row?.name ?? sku}
      subtitle={row?.name ? sku : undefined}
      onClose={onClose}
      testId="listings-panel"
    >
      {row && board.data ? (
        <Body row={row} channels={board.data.channels} />
      ) : board.error ? (
        <Failure what="These listings" error={board.error} retry={() => void board.refetch()} />
      ) : board.data ? (
        <Message title="No channel lists this SKU" />
      ) : (
        <Loading label="Loading the listings" />
      )}
    </SidePanel>
  )
}

function Body({ row, channels }: { row: BoardRow; channels: CoordinationBoard['channels'] }) {
  const format = useFormat()
  const input = useMemo(() => ({ sku: row.sku, area: 'channels' as const, limit: MOST_ALERTS }), [row.sku])
  const alerts = useTowerQuery('alerts.list', input, { refetchEveryMs: 5_000 })
  return (
    <>
      <Facts>
        <Fact name="Available to promise">{format.unitsOf(row.atpUnits)}</Fact>
        <Fact name="Category">{row.category ?? 'not stated'}</Fact>
        <Fact name="In the network">
          <a href={addressOf(skuPath(row.sku))}>its stock by location</a>
        </Fact>
      </Facts>
      <Section title="Open alerts about its listings">
        {alerts.data && alerts.data.rows.length > 0 ? (
          <AlertList rows={alerts.data.rows} />
        ) : (
          <p className="dim">{alerts.data ? 'None: the channels agree.' : ''}</p>
        )}
      </Section>
      <Section title="What each channel shows">
        <div className={classes.cards}>
          {row.cells.map((cell, index) => {
            const link = alertAddress(cell, row.sku)
            const marked = new Set(cell.disagreements)
            return (
              <div key={cell.channel} className={classes.card} role="group" aria-label={cell.channel}>
                <div className={classes.cardHead}>
                  <strong>{channels[index]?.name ?? cell.channel}</strong>
                  {cell.stale ? <StateMark state="warning" word="stale" /> : null}
                  <span className="dim">
                    told <Age at={cell.dataAsOf} />
                  </span>
                </div>
                {cell.listed ? (
                  <>
                    <Line
                      kind="active"
                      words={activeWords(cell)}
                      isMarked={marked.has('active')}
                      link={link}
                    />
                    <Line
                      kind="price"
                      words={priceWords(cell, format)}
                      isMarked={marked.has('price')}
                      link={link}
                    />
                    <Line
                      kind="promotion"
                      words={promotionWords(cell)}
                      isMarked={marked.has('promotion')}
                      link={link}
                    />
                    <Line
                      kind="availability"
                      words={availabilityWords(cell, format)}
                      isMarked={marked.has('availability')}
                      link={link}
                    />
                    <Line
                      kind="promise"
                      words={promiseWords(cell, format)}
                      isMarked={marked.has('promise')}
                      link={link}
                    />
                  </>
                ) : (
                  <span className="dim">not listed</span>
                )}
              </div>
            )
          })}
        </div>
      </Section>
    </>
  )
}
