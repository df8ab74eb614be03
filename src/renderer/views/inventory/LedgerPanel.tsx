/** Owns the page that proves a figure: opening, every move and count, closing, and the stored figure beside it. */
import { useMemo } from 'react'
import { Button, Tabs } from '@mantine/core'
import { STOCK_DISPOSITIONS, type StockDisposition } from '../../../shared/vocabulary.ts'
import type { LedgerEntry, LedgerPage } from '../../../shared/readModels/inventory.ts'
import { Instant, Moment } from '../../components/Age.tsx'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { Figure } from '../../components/Figure.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, locationPath, setParams, skuPath, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { useWhenPositionChanges } from '../../stores/positions.ts'
import { useAsOf } from '../../stores/scope.ts'
import { DISPOSITION_WORDS } from '../words.ts'
import { ledgerSums } from './ledgerSums.ts'
import { SourcePanel } from './SourcePanel.tsx'
import classes from './Inventory.module.css'

const PAGE_ENTRIES = 500
const MOST_ENTRIES = 5000
const isDisposition = (text: string | null): text is StockDisposition =>
  text !== null && (STOCK_DISPOSITIONS as readonly string[]).includes(text)

export function LedgerPanel({ location, sku, onClose }: { location: string; sku: string; onClose(): void }) {
  const { params } = useAddress()
  const asOf = useAsOf()
  const chosen = params.get('disposition')
  const disposition = isDisposition(chosen) ? chosen : 'sellable'
  const record = params.get('record')
  const limit = params.get('entries') === 'all' ? MOST_ENTRIES : PAGE_ENTRIES
  const input = useMemo(
    () => ({ location, sku, disposition, limit, ...(asOf === null ? {} : { until: asOf }) }),
    [location, sku, disposition, limit, asOf],
  )
  const page = useTowerQuery('inventory.ledger', input, { keepPrevious: true })
  useWhenPositionChanges(location, sku, asOf === null, () => void page.refetch())
  const close = () => {
    setParams({ disposition: null, record: null, entries: null })
    onClose()
  }
  return (
    <SidePanel
      wide
      title={`${page.data?.skuName ?? sku} at ${page.data?.locationName ?? location}`}
      subtitle={
        <>
          <a href={addressOf(skuPath(sku), { record: null, disposition: null })}>{sku}</a> ·{' '}
          <a href={addressOf(locationPath(location))}>{location}</a>
        </>
      }
      onClose={close}
      testId="ledger-panel"
    >
      {page.data ? (
        <Ledger page={page.data} disposition={disposition} record={record} isNow={asOf === null} />
      ) : page.error ? (
        <Failure what="This ledger page" error={page.error} retry={() => void page.refetch()} />
      ) : (
        <Loading label="Loading the ledger" lines={10} />
      )}
      {record ? <SourcePanel key={record} identity={record} /> : null}
    </SidePanel>
  )
}

const columns: GridColumn<LedgerEntry>[] = [
  // Wide enough for the longest: a date, a time and a zone’s offset.
  { id: 'at', header: 'When', width: '252px', cell: (entry) => <Moment at={entry.occurredAt} /> },
  { id: 'what', header: 'What', width: 'minmax(140px, 1.8fr)', cell: (entry) => <What entry={entry} /> },
  {
    id: 'change',
    header: 'Change',
    unit: 'units',
    width: '80px',
    right: true,
    cell: (entry) =>
      entry.kind === 'move' ? (
        <Figure
          value={entry.units}
          signed
          testId="entry-units"
          title={
            entry.beforeLatestCount ? 'Recorded after a later count: explains its variance only' : undefined
          }
        />
      ) : (
        <Figure value={entry.varianceUnits} signed testId="entry-variance" />
      ),
  },
  {
    id: 'balance',
    header: 'Balance',
    unit: 'units',
    width: '84px',
    right: true,
    cell: (entry) => <Figure value={entry.balanceUnits} testId="entry-balance" />,
  },
  { id: 'feed', header: 'Feed', width: 'minmax(80px, 0.8fr)', cell: (entry) => entry.feed },
]

function What({ entry }: { entry: LedgerEntry }) {
  const format = useFormat()
  if (entry.kind === 'count') {
    const text = `Counted ${format.units(entry.countedUnits)}, expected ${format.units(entry.expectedUnits)}`
    return (
      <strong title={text} className={classes.count}>
        {text}
      </strong>
    )
  }
  const text = `${entry.units >= 0 ? 'from' : 'to'} ${ACCOUNT_WORDS[entry.counterpart] ?? entry.counterpart}`
  return (
    <span title={entry.beforeLatestCount ? `${text} (before a later count)` : text}>
      {text}
      {entry.beforeLatestCount ? <span className="dim"> · before a later count</span> : null}
    </span>
  )
}

const ACCOUNT_WORDS: Record<string, string> = {
  customer: 'customer',
  supplier: 'supplier',
  inTransit: 'in transit',
  adjustment: 'adjustment',
}

interface LedgerProps {
  page: LedgerPage
  disposition: StockDisposition
  record: string | null
  isNow: boolean
}

const entryId = (entry: LedgerEntry) => entry.identity

function Ledger({ page, disposition, record, isNow }: LedgerProps) {
  const format = useFormat()
  const sums = ledgerSums(page)
  const rowAt = useMemo(() => (index: number) => page.entries.at(-1 - index), [page])
  const tabs = STOCK_DISPOSITIONS.filter(
    (each) =>
      each === 'sellable' ||
      each === disposition ||
      page.dispositions.some((held) => held.disposition === each),
  )
  return (
    <div className={classes.ledger} data-testid="ledger-page">
      <Tabs value={disposition} onChange={(value) => setParams({ disposition: value, record: null })}>
        <Tabs.List aria-label="Condition">
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {DISPOSITION_WORDS[each]}{' '}
              <span className="dim">
                {format.units(page.dispositions.find((held) => held.disposition === each)?.units ?? 0)}
              </span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <div className={classes.equation} aria-label="How the figure comes about, in units">
        <Term name="Opening" value={page.openingUnits} testId="ledger-opening" />
        <span aria-hidden="true">+</span>
        <Term name="Moves" value={sums.movesUnits} signed testId="ledger-moves" />
        <span aria-hidden="true">+</span>
        <Term name="Variances" value={sums.varianceUnits} signed testId="ledger-variances" />
        <span aria-hidden="true">=</span>
        <Term name="Closing" value={page.closingUnits} testId="ledger-closing" />
        <div className={classes.proof}>
          {!sums.addsUp ? (
            <StateMark
              state="critical"
              word="Does not add up"
              title={`Off by ${format.change(sums.offBy)} units`}
            />
          ) : !isNow ? (
            <StateMark state="neutral" word="Adds up, at that time" />
          ) : page.storedUnits === page.closingUnits ? (
            <StateMark state="good" word="Equals the stored figure" />
          ) : (
            <StateMark
              state="critical"
              word={`Stored figure is ${format.units(page.storedUnits)}`}
              title="The closing and the stored balance differ. Run tower verify and quote this page."
            />
          )}
        </div>
      </div>
      <Facts wide>
        <Fact name="Last count">
          {page.lastCount ? <Instant at={page.lastCount.occurredAt} /> : 'never counted'}
        </Fact>
        <Fact name="Counted">
          {page.lastCount ? `${format.units(page.lastCount.countedUnits)} units` : '–'}
        </Fact>
        <Fact name="Variance">
          {page.lastCount ? `${format.change(page.lastCount.varianceUnits)} units` : '–'}
        </Fact>
      </Facts>
      <Section
        title="Entries, newest first"
        note={
          page.olderEntries > 0 ? (
            <>
              {format.number(page.olderEntries)} older in the opening{' '}
              <Button size="compact-xs" variant="subtle" onClick={() => setParams({ entries: 'all' })}>
                Show up to {format.number(MOST_ENTRIES)}
              </Button>
            </>
          ) : (
            format.count(page.entries.length, 'entry', 'entries')
          )
        }
      >
        {page.entries.length === 0 ? (
          <p className="dim">Nothing was moved or counted in this condition.</p>
        ) : (
          <DataGrid
            label="Ledger entries"
            columns={columns}
            count={page.entries.length}
            rowAt={rowAt}
            rowId={entryId}
            rowTestId={() => 'ledger-entry'}
            selectedId={record ?? undefined}
            onOpen={(entry) => setParams({ record: entry.identity === record ? null : entry.identity })}
            rowsInSight={record ? 6 : 14}
          />
        )}
        <p className="dim">Open a row to see the record it comes from.</p>
      </Section>
    </div>
  )
}

function Term({
  name,
  value,
  signed,
  testId,
}: {
  name: string
  value: number
  signed?: boolean
  testId: string
}) {
  return (
    <div className={classes.term}>
      <div className="dim">{name}</div>
      <Figure value={value} testId={testId} {...(signed ? { signed } : {})} />
    </div>
  )
}
