/** Owns the drawer of one rule: what it means, how it is set, how it has done, and what it would have done. */
import { useState } from 'react'
import { Button, Tabs } from '@mantine/core'
import type { AlertRuleDetail } from '../../../shared/readModels/alerts.ts'
import { Age, Moment } from '../../components/Age.tsx'
import { formatDuration } from '../../components/format.ts'
import { Markdown } from '../../components/Markdown.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, setParams, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { AREA_WORDS, figureWords } from './alertWords.ts'
import { BackTest } from './BackTest.tsx'
import { DayBars } from './DayBars.tsx'
import { OwnRuleForm } from './OwnRuleForm.tsx'
import { Precision, RuleState } from './RulesTab.tsx'
import { RuleSettings } from './RuleSettings.tsx'
import classes from './Alerts.module.css'

const PARTS = {
  meaning: 'What it means',
  settings: 'Settings',
  test: 'Back-test',
  history: 'History',
} as const
type Part = keyof typeof PARTS
const isPart = (text: string | null): text is Part => text !== null && text in PARTS

export function RulePanel({ rule, onClose }: { rule: string; onClose(): void }) {
  const { params } = useAddress()
  const chosen = params.get('part')
  const part: Part = isPart(chosen) ? chosen : 'meaning'
  const format = useFormat()
  const answer = useTowerQuery('alerts.rule', { rule }, { refetchEveryMs: 15_000 })
  const detail = answer.data
  return (
    <SidePanel
      wide
      title={detail?.row.title ?? rule}
      subtitle={detail ? `${AREA_WORDS[detail.row.area]} · ${detail.row.definition}` : undefined}
      onClose={() => {
        setParams({ part: null, threshold: null })
        onClose()
      }}
      testId="rule-panel"
    >
      {detail ? (
        <>
          <Standing detail={detail} />
          <Tabs
            value={part}
            onChange={(next) => setParams({ part: next === 'meaning' ? null : next, threshold: null })}
          >
            <Tabs.List aria-label="Parts of the rule">
              {Object.entries(PARTS).map(([value, label]) => (
                <Tabs.Tab key={value} value={value}>
                  {label}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="meaning" pt="md" className={classes.part}>
              {detail.expression === null ? null : (
                <Section title="Its expression">
                  <pre className={classes.code}>{detail.expression}</pre>
                </Section>
              )}
              <Markdown text={detail.documentation} skipTitle />
              <Fired detail={detail} />
            </Tabs.Panel>
            <Tabs.Panel value="settings" pt="md" className={classes.part}>
              {detail.row.own ? (
                <OwnRuleForm key={detail.expression} detail={detail} onDone={() => undefined} />
              ) : (
                <RuleSettings
                  key={`${JSON.stringify(detail.row.settings)} ${params.get('threshold') ?? ''}`}
                  detail={detail}
                  threshold={params.get('threshold')}
                />
              )}
            </Tabs.Panel>
            <Tabs.Panel value="test" pt="md" className={classes.part}>
              <BackTest question={{ rule }} obstacle={null}>
                {(threshold) =>
                  detail.row.own ? null : (
                    <Button onClick={() => setParams({ part: 'settings', threshold: String(threshold) })}>
                      Set {detail.row.direction === 'above' ? 'over' : 'under'}{' '}
                      {figureWords(threshold, detail.row.unit, format)}…
                    </Button>
                  )
                }
              </BackTest>
            </Tabs.Panel>
            <Tabs.Panel value="history" pt="md" className={classes.part}>
              <History detail={detail} />
            </Tabs.Panel>
          </Tabs>
        </>
      ) : answer.error ? (
        <Failure what="This rule" error={answer.error} retry={() => void answer.refetch()} />
      ) : (
        <Loading label="Loading the rule" lines={12} />
      )}
    </SidePanel>
  )
}

function Standing({ detail: { row } }: { detail: AlertRuleDetail }) {
  const format = useFormat()
  return (
    <>
      <Facts>
        <Fact name="State">
          <RuleState row={row} />
        </Fact>
        <Fact name="Firing now">
          {row.firing > 0 ? (
            <a href={addressOf('/alerts', { rule: row.rule, part: null })}>
              {format.count(row.firing, 'alert', 'alerts')}
            </a>
          ) : (
            'none'
          )}
          {row.pending > 0 ? <span className="dim"> · {format.number(row.pending)} pending</span> : null}
        </Fact>
        <Fact name="Fired in 28 days">{format.number(row.fired)}</Fact>
        <Fact name="Useful, by vote">
          <Precision row={row} />
        </Fact>
        <Fact name="Acknowledged in, median">{formatDuration(row.acknowledgeMsMedian)}</Fact>
        <Fact name="Last judged">
          {row.lastEvaluatedAt === null ? 'not yet' : <Age at={row.lastEvaluatedAt} />}
          {row.evaluationMicroseconds === null ? null : (
            <span className="dim"> · {format.number(row.evaluationMicroseconds, 1)} µs a subject</span>
          )}
        </Fact>
      </Facts>
      {row.fault === null ? null : (
        <div className={classes.box} role="alert">
          <strong>Its last evaluation failed</strong>
          <span>{row.fault}</span>
          <span className="dim">Its open alerts stay as they are until it can judge again.</span>
        </div>
      )}
    </>
  )
}

function Fired({ detail }: { detail: AlertRuleDetail }) {
  const days = detail.firedByDay
  return (
    <Section title="Alerts fired by day" note="last 28 days, UTC">
      {days.some(({ alerts }) => alerts > 0) ? (
        <DayBars days={days} what="Alerts fired by day" />
      ) : (
        <p className="dim">It has not fired in these days.</p>
      )}
    </Section>
  )
}

const FIRST_ENTRIES = 20

function History({ detail: { history } }: { detail: AlertRuleDetail }) {
  const [all, setAll] = useState(false)
  if (history.length === 0) return <p className="dim">It is as it came: nobody has set it.</p>
  const shown = all ? history : history.slice(0, FIRST_ENTRIES)
  return (
    <>
      <ul className={classes.rows}>
        {shown.map((each) => (
          <li key={`${each.at} ${each.actor}`}>
            <span>{each.why}</span>
            <span className="dim">{each.actor}</span>
            <span className="dim">
              <Moment at={each.at} />
            </span>
          </li>
        ))}
      </ul>
      {shown.length < history.length ? (
        <Button variant="default" onClick={() => setAll(true)} style={{ alignSelf: 'start' }}>
          Show all {history.length}
        </Button>
      ) : null}
    </>
  )
}
