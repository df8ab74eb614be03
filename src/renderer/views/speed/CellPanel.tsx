/** Owns the drawer of one cell: its figures with their intervals, what made its lines late, and the lines themselves. */
import { useMemo } from 'react'
import type { SpeedFigures } from '../../../shared/readModels/speed.ts'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { setParams, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { PERIODS, type Period } from '../../stores/period.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { CAUSE_WORDS, columnValueWord } from '../orderWords.ts'
import { CauseBars } from './CauseBars.tsx'
import { intervalOf } from './cellLook.ts'
import { DataAge } from './DataAge.tsx'
import {
  differenceOf,
  FIGURES,
  formatDifference,
  formatFigure,
  sampleOf,
  valueOf,
  type FigureName,
} from './figures.ts'
import { regionWord } from './HeatmapParts.tsx'
import { SpeedOrders } from './SpeedOrders.tsx'
import {
  causeOf,
  cellScope,
  columnsOf,
  screenScopeOf,
  spanOf,
  type CellKey,
  type SpeedQuestion,
} from './speedScope.ts'

interface CellPanelProps {
  cell: CellKey
  period: Period
  onClose(): void
}

export function CellPanel({ cell, period, onClose }: CellPanelProps) {
  const { params } = useAddress()
  const columns = columnsOf(params)
  const cause = causeOf(params)
  const text = JSON.stringify({ ...cellScope(screenScopeOf(params), columns, cell), ...spanOf(period) })
  const question = useMemo(() => JSON.parse(text) as SpeedQuestion, [text])
  const causes = useTowerQuery('speed.causes', question, { keepPrevious: true, refetchEveryMs: 10_000 })
  const name = useColumnName(question, columns, cell)
  return (
    <SidePanel
      wide
      title={`${regionWord(cell.row)} · ${name}`}
      subtitle={
        <>
          {period.name === 'custom' ? 'Chosen days' : PERIODS[period.name]} · <DataAge />
        </>
      }
      onClose={onClose}
      testId="cell-panel"
    >
      <CellFigures question={question} columns={columns} cell={cell} period={period} />
      <Section
        title="Where the late lines lost their time"
        note={causes.data ? <LateCount late={causes.data.late} overdue={causes.data.overdue} /> : null}
      >
        {causes.data ? (
          <CauseBars
            split={causes.data}
            chosen={cause}
            onChoose={(next) => setParams({ cause: next === cause ? null : next })}
          />
        ) : causes.error ? (
          <Failure what="The causes" error={causes.error} retry={() => void causes.refetch()} />
        ) : (
          <Loading label="Loading the causes" />
        )}
      </Section>
      <SpeedOrders
        question={question}
        cause={cause}
        title={
          cause === undefined
            ? 'Lines'
            : `Late: ${cause === 'unknown' ? 'cause not known' : CAUSE_WORDS[cause].toLowerCase()}`
        }
      />
    </SidePanel>
  )
}

function LateCount({ late, overdue }: { late: number; overdue: number }) {
  const format = useFormat()
  return (
    <>
      {format.count(late, 'late line', 'late lines')}
      {overdue > 0 ? `, ${format.number(overdue)} of them still open` : ''}
    </>
  )
}

type Columns = ReturnType<typeof columnsOf>

/** The cell as the heatmap has it: the same question narrowed to its row, so that both agree. */
function useCell(question: SpeedQuestion, columns: Columns, cell: CellKey, period?: Period) {
  const against = period?.against
  const input = {
    ...question,
    columns,
    ...(against?.from === undefined || against.until === undefined
      ? {}
      : { compareFrom: against.from, compareUntil: against.until }),
  }
  const answer = useTowerQuery('speed.heatmap', input, { keepPrevious: true, refetchEveryMs: 10_000 })
  return {
    answer,
    cell: answer.data?.cells.find((each) => each.row === cell.row && each.column === cell.column),
  }
}

/** What the column's value is called; its code until the answer is there. */
function useColumnName(question: SpeedQuestion, columns: Columns, { column }: CellKey): string {
  const { data } = useTowerQuery('speed.heatmap', { ...question, columns }, { keepPrevious: true })
  return columnValueWord(columns, column, data?.columns.find(({ key }) => key === column)?.name ?? '')
}

interface FiguresProps {
  question: SpeedQuestion
  columns: Columns
  cell: CellKey
  period: Period
}

function CellFigures({ question, columns, cell: key, period }: FiguresProps) {
  const format = useFormat()
  const { answer, cell } = useCell(question, columns, key, period)
  if (answer.error)
    return <Failure what="The figures" error={answer.error} retry={() => void answer.refetch()} />
  if (!answer.data) return <Loading label="Loading the figures" lines={3} />
  if (!cell) return <p className="dim">No line came into a customer’s hands here in this period.</p>
  return (
    <Facts wide>
      {(Object.keys(FIGURES) as FigureName[]).map((figure) => (
        <FigureFact
          key={figure}
          figures={cell}
          figure={figure}
          compared={period.against ? cell.compared : undefined}
        />
      ))}
      <Fact name="Lines handed over">
        {format.number(cell.lines)}
        <div className="dim">{format.number(cell.promised)} of them with a promise</div>
      </Fact>
      <Fact name="Late">
        <span data-testid="cell-late" data-value={cell.late}>
          {format.number(cell.late)}
        </span>
        <div className="dim">handed over after the promised time</div>
      </Fact>
    </Facts>
  )
}

interface FigureFactProps {
  figures: SpeedFigures
  figure: FigureName
  /** Undefined: not compared. */
  compared: SpeedFigures | null | undefined
}

function FigureFact({ figures, figure, compared }: FigureFactProps) {
  const { locale } = usePreferences()
  const format = useFormat()
  const { title, kind, about } = FIGURES[figure]
  const before = compared ? valueOf(compared, figure) : null
  return (
    <Fact name={title}>
      <span title={about} data-testid={`cell-${figure}`}>
        {formatFigure(valueOf(figures, figure), kind, locale)}
      </span>
      <div className="dim">
        n {format.number(sampleOf(figures, figure))}
        {intervalOf(figures, figure, locale)}
      </div>
      {compared === undefined ? null : (
        <div className="dim">
          before {formatFigure(before, kind, locale)},{' '}
          {formatDifference(differenceOf({ ...figures, compared }, figure), kind, locale)}
        </div>
      )}
    </Fact>
  )
}
