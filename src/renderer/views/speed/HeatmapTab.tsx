/** Owns the heatmap's tab: what is compared and in which figure, the totals, and the table of cells. */
import { useMemo } from 'react'
import { Button, SegmentedControl, Select } from '@mantine/core'
import { IconDownload, IconRoute } from '@tabler/icons-react'
import type { InputOf } from '../../../shared/contract.ts'
import {
  HEATMAP_COLUMNS,
  type HeatmapColumn,
  type SpeedFigures,
  type SpeedHeatmap,
} from '../../../shared/readModels/speed.ts'
import { FLOWS } from '../../../shared/vocabulary.ts'
import { saveText, stampedName } from '../../components/csv.ts'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, setParams, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { PERIODS, type Period } from '../../stores/period.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { COLUMN_WORDS, FLOW_WORDS } from '../orderWords.ts'
import { intervalOf } from './cellLook.ts'
import { DataAge } from './DataAge.tsx'
import {
  differenceOf,
  FIGURES,
  formatDifference,
  formatFigure,
  isFigure,
  sampleOf,
  valueOf,
  type FigureName,
} from './figures.ts'
import { Heatmap } from './Heatmap.tsx'
import { heatmapCsv } from './heatmapCsv.ts'
import { PeriodControl } from './PeriodControl.tsx'
import { CELL_PATH, cellOf, columnsOf, screenScopeOf, spanOf, toParam } from './speedScope.ts'
import classes from './Speed.module.css'

const COLUMN_CHOICES = HEATMAP_COLUMNS.map((value) => ({ value, label: COLUMN_WORDS[value] }))
const FIGURE_CHOICES = Object.entries(FIGURES).map(([value, { title }]) => ({ value, label: title }))
const FLOW_CHOICES = FLOWS.map((value) => ({ value, label: FLOW_WORDS[value] }))
const LOOK_AGAIN_MS = 10_000

export const figureOf = (params: URLSearchParams): FigureName => {
  const text = params.get('figure')
  return isFigure(text) ? text : 'onTime'
}

export function HeatmapTab({ period }: { period: Period }) {
  const { params } = useAddress()
  const columns = columnsOf(params)
  const figure = figureOf(params)
  return (
    <>
      <div className={classes.toolbar}>
        <SegmentedControl
          aria-label="Regions against"
          data={COLUMN_CHOICES}
          value={columns}
          onChange={(value) => setParams({ columns: value === 'channel' ? null : value })}
          className={classes.fixed}
        />
        <Select
          aria-label="Figure"
          data={FIGURE_CHOICES}
          value={figure}
          allowDeselect={false}
          onChange={(value) => setParams({ figure: value === 'onTime' ? null : value })}
          title={FIGURES[figure].about}
          w={136}
        />
        <Select
          aria-label="Flow"
          placeholder="Any flow"
          leftSection={<IconRoute size={14} />}
          data={FLOW_CHOICES}
          value={params.get('flow')}
          onChange={(flow) => setParams({ flow })}
          clearable
          clearButtonProps={{ 'aria-label': 'Any flow' }}
          className={classes.choice}
        />
        <div className={classes.spacer} />
        <PeriodControl period={period} compares />
      </div>
      {/* Another choice of columns begins anew: the last answer would be read wrongly. */}
      <Cells key={columns} columns={columns} figure={figure} period={period} />
    </>
  )
}

interface CellsProps {
  columns: HeatmapColumn
  figure: FigureName
  period: Period
}

function Cells({ columns, figure, period }: CellsProps) {
  const { params } = useAddress()
  const format = useFormat()
  const { against } = period
  const text = JSON.stringify({
    ...screenScopeOf(params),
    columns,
    ...spanOf(period),
    ...(against?.from === undefined || against.until === undefined
      ? {}
      : { compareFrom: against.from, compareUntil: against.until }),
  })
  const input = useMemo(() => JSON.parse(text) as InputOf<'speed.heatmap'>, [text])
  const answer = useTowerQuery('speed.heatmap', input, { keepPrevious: true, refetchEveryMs: LOOK_AGAIN_MS })
  const heatmap = answer.data
  return (
    <div className={classes.body} aria-busy={answer.isPlaceholderData}>
      {heatmap ? (
        heatmap.cells.length === 0 ? (
          <Nothing period={period} />
        ) : (
          <>
            <Headline heatmap={heatmap} columns={columns} figure={figure} period={period} />
            <Heatmap
              heatmap={heatmap}
              columns={columns}
              figure={figure}
              compared={against !== null}
              selected={cellOf(params)}
              caption={{
                title: titleOf(figure, columns, period),
                note: `${format.day(heatmap.from)} – ${format.day(heatmap.until - 1)} · ${FIGURES[figure].unit}${against === null ? '' : ', less the period compared with'} · n ${format.number(sampleOf(heatmap.total, figure))}`,
              }}
              onOpen={({ row, column }) =>
                go(CELL_PATH, { row: toParam(row), column: toParam(column), cause: null })
              }
            />
          </>
        )
      ) : answer.error ? (
        <Failure what="The heatmap" error={answer.error} retry={() => void answer.refetch()} />
      ) : (
        <Loading label="Loading the heatmap" lines={14} />
      )}
    </div>
  )
}

interface HeadlineProps {
  heatmap: SpeedHeatmap
  figure: FigureName
  columns: HeatmapColumn
  period: Period
}

/** What is seen, in a sentence. */
function titleOf(figure: FigureName, columns: HeatmapColumn, period: Period): string {
  const when = period.name === 'custom' ? 'chosen days' : PERIODS[period.name].toLowerCase()
  return `${FIGURES[figure].title}, by region and ${COLUMN_WORDS[columns].toLowerCase()}, ${when}`
}

/** What is seen, and the figure over all cells. */
function Headline({ heatmap, columns, figure, period }: HeadlineProps) {
  const format = useFormat()
  const { locale } = usePreferences()
  const { total, comparedTotal, hoursRelativeError } = heatmap
  const { kind, about } = FIGURES[figure]
  const difference = differenceOf({ ...total, compared: comparedTotal }, figure)
  return (
    <div className={classes.headline}>
      <div>
        <h2>
          {titleOf(figure, columns, period)} <PeriodEnds heatmap={heatmap} />
        </h2>
        <span title={about} data-testid="heatmap-total">
          <strong>{formatFigure(valueOf(total, figure), kind, locale)}</strong>
          {intervalOf(total, figure, locale)}, n {format.number(sampleOf(total, figure))}
          {lateWords(total, figure, format.number)}
          {period.against === null ? null : (
            <>
              {' · '}
              <strong>{formatDifference(difference, kind, locale)}</strong> against the other period
              {comparedTotal ? ` (n ${format.number(sampleOf(comparedTotal, figure))})` : ''}
            </>
          )}
          {kind === 'hours' && hoursRelativeError > 0 ? (
            <span className="dim">
              {' '}
              · exact up to 200 lines, else within ± {format.share(hoursRelativeError, 1)}
            </span>
          ) : null}
        </span>
      </div>
      <DataAge />
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconDownload size={13} />}
        onClick={() => saveText(stampedName('speed', 'csv'), 'text/csv', heatmapCsv(heatmap, columns))}
      >
        CSV
      </Button>
    </div>
  )
}

function PeriodEnds({ heatmap: { from, until } }: { heatmap: SpeedHeatmap }) {
  const format = useFormat()
  return (
    <span className="dim">
      {format.day(from)} – {format.day(until - 1)}
    </span>
  )
}

/** `, 343 late`: so that the share can be checked. */
function lateWords(total: SpeedFigures, figure: FigureName, number: (value: number) => string): string {
  if (figure === 'onTime') return `, ${number(total.late)} late`
  return figure === 'kept' ? `, ${number(total.due - total.kept)} not kept` : ''
}

function Nothing({ period }: { period: Period }) {
  return (
    <Message
      title="No line came into a customer’s hands in this period"
      action={
        period.name === 'all' ? null : (
          <Button variant="default" onClick={() => setParams({ period: 'all', against: null })}>
            Show all time
          </Button>
        )
      }
    >
      Speed is measured from the order to the hand-over. Choose a longer period, or widen the scope on top and
      the flow. Orders come from shops, order systems and files: see Feeds.
    </Message>
  )
}
