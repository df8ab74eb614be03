/** Owns a back-test: the days it goes over, its run that can be stopped, the curve, and the spells it found. */
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react'
import { Button, SegmentedControl } from '@mantine/core'
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import type { InputOf } from '../../../shared/contract.ts'
import type { AlertBackTest } from '../../../shared/readModels/alerts.ts'
import { ShortMoment } from '../../components/Age.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Section } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { clockNow } from '../../stores/clock.ts'
import { client } from '../../stores/engine.ts'
import { figureWords } from './alertWords.ts'
import { DayBars } from './DayBars.tsx'
import { nearestPoint } from './nearestPoint.ts'
import classes from './Alerts.module.css'

const BackTestChart = lazy(() => import('./BackTestChart.tsx'))
const DAY_MS = 86_400_000
const SPANS = [
  { value: '1', label: 'Last day' },
  { value: '7', label: '7 days' },
  { value: '28', label: '28 days' },
]
const MOST_SPELLS = 100
/** The log is gone through from its beginning: a large one takes minutes. */
const LONGEST_MS = 900_000

type Question = Pick<InputOf<'alerts.backTest'>, 'rule' | 'draft' | 'settings'>

interface BackTestProps {
  question: Question
  /** Why it cannot run; null where it can. */
  obstacle: string | null
  /** What can be done with the threshold that was found. */
  children?(threshold: number): ReactNode
}

interface Run {
  test: AlertBackTest | null
  error: unknown
}

export function BackTest({ question, obstacle, children }: BackTestProps) {
  const [days, setDays] = useState('7')
  const [run, setRun] = useState<Run | null>(null)
  const [stop, setStop] = useState<AbortController | null>(null)
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const start = async () => {
    const controller = new AbortController()
    running.current = controller
    setStop(controller)
    setRun(null)
    const until = clockNow()
    try {
      const input = { ...question, from: until - Number(days) * DAY_MS, until }
      setRun({
        test: await client.call('alerts.backTest', input, controller.signal, LONGEST_MS),
        error: null,
      })
    } catch (error) {
      if (!controller.signal.aborted) setRun({ test: null, error })
    } finally {
      setStop(null)
    }
  }
  return (
    <>
      <div className={classes.formRow}>
        <SegmentedControl aria-label="Days to go over" data={SPANS} value={days} onChange={setDays} />
        {stop ? (
          <Button variant="default" leftSection={<IconPlayerStop size={14} />} onClick={() => stop.abort()}>
            Stop
          </Button>
        ) : (
          <Button
            variant="default"
            leftSection={<IconPlayerPlay size={14} />}
            disabled={obstacle !== null}
            title={obstacle ?? ''}
            onClick={() => void start()}
            data-testid="run-back-test"
          >
            Go over these days
          </Button>
        )}
        {obstacle ? <span className="dim">{obstacle}</span> : null}
      </div>
      {stop ? (
        <>
          <span className="dim">Going through the log as it came in, with this rule alone…</span>
          <Loading label="Going through the log" lines={6} />
        </>
      ) : run?.test ? (
        <Found test={run.test}>{children}</Found>
      ) : run ? (
        <Failure what="The back-test" error={run.error} retry={() => void start()} />
      ) : (
        <p className="dim">
          Shows what the rule would have fired in the days gone by, and how many alerts another threshold
          would have meant. Nothing is changed by it.
        </p>
      )}
    </>
  )
}

function Found({ test, children }: { test: AlertBackTest; children: BackTestProps['children'] }) {
  const format = useFormat()
  const { curve, spells, direction, unit, byDay, from, until } = test
  const [at, setAt] = useState(() => nearestPoint(curve, test.threshold))
  const chosen = curve[at]?.threshold ?? test.threshold
  const beyond = spells.filter(({ worst }) => (direction === 'above' ? worst > chosen : worst < chosen))
  const shown = beyond.slice(0, MOST_SPELLS)
  const days = Math.max(1, (until - from) / DAY_MS)
  const alerts = curve[at]?.alerts ?? 0
  // A condition is true or not: there is no threshold to try.
  const hasThreshold = unit !== ''
  return (
    <>
      {curve.length > 1 && hasThreshold ? (
        <Suspense fallback={<Loading label="Loading the chart" lines={4} />}>
          <BackTestChart test={test} at={at} onMove={setAt} />
        </Suspense>
      ) : null}
      <div className={classes.formRow}>
        <span>
          {format.count(alerts, 'alert', 'alerts')}, {format.number(alerts / days, 1)} a day
          <span className="dim">
            {' '}
            · {format.count(test.records, 'record', 'records')} gone through in{' '}
            {format.number(test.milliseconds / 1000, 1)} s
          </span>
        </span>
        {chosen === test.threshold ? null : children?.(chosen)}
      </div>
      {byDay.some((day) => day.alerts > 0) ? (
        <Section title="By day" note="at the threshold as set, UTC">
          <DayBars days={byDay} what="Alerts by day in the back-test" />
        </Section>
      ) : null}
      <Section
        title="What would have fired"
        note={
          shown.length < beyond.length
            ? `the ${format.number(shown.length)} worst of ${format.number(beyond.length)}`
            : 'worst first'
        }
      >
        {shown.length === 0 ? <p className="dim">Nothing, in these days.</p> : null}
        <ul className={classes.rows} data-testid="back-test-spells">
          {shown.map((spell) => (
            <li key={`${spell.subject} ${spell.from}`}>
              <span>{spell.summary}</span>
              <span>{figureWords(spell.worst, unit, format)}</span>
              <span className="dim">
                <ShortMoment at={spell.from} /> –{' '}
                {spell.until === null ? 'still so' : <ShortMoment at={spell.until} />}
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}
