/** Owns the drawer of one channel or flow: all its figures with their intervals, its trend, and the words that stand out. */
import type { ExperienceRow } from '../../../shared/readModels/experience.ts'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { flowWord } from '../orderWords.ts'
import { EXPERIENCE_FIGURES } from './figures.ts'
import { FigureText } from './FigureText.tsx'
import type { cellOf, ExperienceScope } from './filter.ts'
import { TermList } from './TermList.tsx'
import { TrendLine } from './TrendLine.tsx'
import classes from './Experience.module.css'

interface CellPanelProps {
  cell: NonNullable<ReturnType<typeof cellOf>>
  scope: ExperienceScope
  onClose(): void
}

export function CellPanel({ cell, scope, onClose }: CellPanelProps) {
  const asked = { ...scope, ...cell }
  const matrix = useTowerQuery('experience.matrix', asked, { refetchEveryMs: 10_000 })
  const words = useTowerQuery('experience.search', { ...asked, limit: 1 })
  const level = cell.flow === undefined ? 'channel' : 'flow'
  const row = matrix.data?.rows.find((each) => each.level === level)
  return (
    <SidePanel
      title={cell.channel || 'Channel not stated'}
      subtitle={cell.flow === undefined ? 'All flows' : flowWord(cell.flow || null)}
      onClose={onClose}
      testId="experience-cell"
    >
      {row && matrix.data ? (
        <>
          <Body row={row} stepDays={matrix.data.trendStepDays} />
          <Section title="Words that stand out" note="in reviews, surveys and contacts">
            {words.data ? <TermList search={words.data} /> : <Loading label="Reading the texts" lines={3} />}
          </Section>
          <Onward cell={cell} />
        </>
      ) : matrix.data ? (
        <Message title="No order in this time">Choose a longer time, or remove the filters.</Message>
      ) : matrix.error ? (
        <Failure what="This channel" error={matrix.error} retry={() => void matrix.refetch()} />
      ) : (
        <Loading label="Loading the channel" />
      )}
    </SidePanel>
  )
}

function Body({ row, stepDays }: { row: ExperienceRow; stepDays: number }) {
  const format = useFormat()
  return (
    <>
      <Section title="Figures" note={format.count(row.orders, 'order', 'orders')}>
        <Facts wide>
          {EXPERIENCE_FIGURES.map((figure) => (
            <Fact key={figure.id} name={figure.unit ? `${figure.header}, ${figure.unit}` : figure.header}>
              <FigureText figure={figure} figures={row} long />
            </Fact>
          ))}
        </Facts>
      </Section>
      <Section title="Trend" note={`every ${stepDays} days`}>
        <div className={classes.trends}>
          <Trend
            title="Promise kept, 50–100 %"
            row={row}
            of={({ promiseKept }) => promiseKept}
            low={0.5}
            high={1}
          />
          <Trend title="Rating, 1–5 stars" row={row} of={({ rating }) => rating} low={1} high={5} />
        </div>
      </Section>
    </>
  )
}

interface TrendProps {
  title: string
  row: ExperienceRow
  of(point: ExperienceRow['trend'][number]): number | null
  low: number
  high: number
}

function Trend({ title, row, of, low, high }: TrendProps) {
  const first = row.trend[0]?.day ?? ''
  const last = row.trend.at(-1)?.day ?? ''
  return (
    <div>
      <div className="dim">{title}</div>
      <TrendLine
        values={row.trend.map(of)}
        low={low}
        high={high}
        width={212}
        height={48}
        label={`${title}, from ${first} to ${last}`}
      />
      <div className={`dim ${classes.ends}`}>
        <span>{first}</span>
        <span>{last}</span>
      </div>
    </div>
  )
}

/** What lies behind the cell, each with the cell's own filters. */
function Onward({ cell }: Pick<CellPanelProps, 'cell'>) {
  const filters = { channel: cell.channel, flow: cell.flow ?? null }
  // An address cannot say "not stated": such cells have no list of their own.
  if (!cell.channel) return null
  return (
    <Section title="Look further">
      <ul className={classes.links}>
        <li>
          <a href={addressOf('/experience', { ...filters, tab: 'ratings' })}>Ratings and what happened</a>
        </li>
        <li>
          <a href={addressOf('/experience', { ...filters, tab: 'texts' })}>What customers wrote</a>
        </li>
        <li>
          <a href={addressOf('/experience', { ...filters, tab: 'journeys' })}>Journeys</a>
        </li>
        <li>
          <a href={addressOf('/speed', { ...filters, tab: 'orders' })}>The orders</a>
        </li>
      </ul>
    </Section>
  )
}
