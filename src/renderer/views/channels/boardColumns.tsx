/** Owns the columns of the coordination board: the SKU, then what each channel shows of it. */
import type {
  BoardRow,
  CoordinationBoard,
  Disagreement,
  ListingCell,
} from '../../../shared/readModels/channels.ts'
import type { GridColumn } from '../../components/DataGrid.tsx'
import { formatAge } from '../../components/format.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, alertPath } from '../../stores/address.ts'
import { clockNow } from '../../stores/clock.ts'
import {
  activeWords,
  availabilityWords,
  KIND_WORDS,
  priceWords,
  promiseWords,
  promotionWords,
} from './channelWords.ts'
import classes from './Channels.module.css'

const SKU_PX = 250
const CHANNEL_PX = 216

/** The columns do not become narrower than this; beyond it the board is scrolled sideways. */
export const boardMinWidth = (channels: number): string => `${SKU_PX + channels * CHANNEL_PX}px`

export function boardColumns(channels: CoordinationBoard['channels']): GridColumn<BoardRow>[] {
  return [
    {
      id: 'sku',
      header: 'SKU',
      unit: 'available to promise',
      width: `minmax(${SKU_PX}px, 1fr)`,
      cell: (row) => <Sku row={row} />,
    },
    ...channels.map(({ channel, name, dataAsOf, stale }, index): GridColumn<BoardRow> => ({
      id: channel,
      header: name ?? channel,
      unit:
        dataAsOf === null
          ? 'has told nothing'
          : `${stale ? 'stale: ' : ''}told ${formatAge(dataAsOf, clockNow())}`,
      about: stale ? 'What it shows of stock is older than was agreed' : undefined,
      width: `minmax(${CHANNEL_PX}px, 1fr)`,
      cell: (row) => <Listing cell={row.cells[index]} sku={row.sku} />,
    })),
  ]
}

function Sku({ row }: { row: BoardRow }) {
  const format = useFormat()
  return (
    <span className={classes.lines} title={row.sku}>
      <strong className="clip">{row.name ?? row.sku}</strong>
      {row.name === null ? null : <span className="dim mono clip">{row.sku}</span>}
      <span className="dim clip">{row.category ?? 'no category'}</span>
      <span className="clip">{format.unitsOf(row.atpUnits)}</span>
    </span>
  )
}

function Listing({ cell, sku }: { cell: ListingCell | undefined; sku: string }) {
  const format = useFormat()
  if (!cell?.listed) return <span className="dim">not listed</span>
  const marked = new Set(cell.disagreements)
  const link = alertAddress(cell, sku)
  const line = (kind: Disagreement, words: string) => (
    <Line
      kind={kind}
      words={words}
      isMarked={marked.has(kind)}
      isDim={!cell.stale && kind !== 'price'}
      link={link}
    />
  )
  return (
    <span className={`${classes.lines} ${cell.stale ? 'stale' : ''}`}>
      <span className={classes.two}>
        {line('price', priceWords(cell, format))}
        {cell.active === false || marked.has('active') ? line('active', activeWords(cell)) : null}
      </span>
      {line('promotion', promotionWords(cell))}
      {line('availability', availabilityWords(cell, format))}
      {line('promise', promiseWords(cell, format))}
    </span>
  )
}

/** The one alert behind the marks, or the list of them. */
export function alertAddress(cell: ListingCell, sku: string): string {
  const [first, ...others] = cell.alerts
  if (first === undefined) return addressOf('/alerts', { sku, rows: 'each' })
  return others.length === 0 ? addressOf(alertPath(first)) : addressOf('/alerts', { sku, rows: 'each' })
}

interface LineProps {
  kind: Disagreement
  words: string
  isMarked: boolean
  /** Of less weight than the rest; what is stale fades by itself. */
  isDim?: boolean
  link: string
}

export function Line({ kind, words, isMarked, isDim, link }: LineProps) {
  if (!isMarked) return <span className={isDim ? 'dim clip' : 'clip'}>{words}</span>
  const { mark, word, says } = KIND_WORDS[kind]
  return (
    <a
      href={link}
      tabIndex={-1}
      className={classes.marked}
      title={`${words}: ${says} Open the alert.`}
      data-testid={`disagreement-${kind}`}
      onClick={(event) => event.stopPropagation()}
    >
      <StateMark state={mark} word={`${words}: ${word}`} />
    </a>
  )
}
