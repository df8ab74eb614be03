/** Owns the What-if screen: the scenario on the left, the map and what came of it on the right. */
import { useEffect, useMemo, useRef } from 'react'
import { Tabs } from '@mantine/core'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import type { RunSummary, WhatifScope } from '../../../shared/readModels/whatif.ts'
import { matchPath, setParams, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { isGoing, setWhatifDraft, useWhatifDraft, useWhatifRun, useWhatifScope } from '../../stores/whatif.ts'
import { CompareTab } from './CompareTab.tsx'
import { Headline } from './Headline.tsx'
import { LinePanel } from './LinePanel.tsx'
import { MATRIX_PLACES, MatrixTab } from './MatrixTab.tsx'
import { NotProposedTab } from './NotProposedTab.tsx'
import { PlanTable } from './PlanTable.tsx'
import { RunBar } from './RunBar.tsx'
import { ScenarioBar } from './ScenarioBar.tsx'
import { ScenarioForm } from './ScenarioForm.tsx'
import { WhatifMap } from './WhatifMap.tsx'
import type { MapMove } from './moveLayer.ts'
import classes from './Whatif.module.css'

const PARTS = {
  result: 'Result',
  plan: 'What moves',
  matrix: 'Matrix',
  others: 'Not proposed',
  compare: 'Compare runs',
} as const
type Part = keyof typeof PARTS
const isPart = (text: string | null): text is Part => text !== null && Object.hasOwn(PARTS, text)

export default function WhatifScreen() {
  const { path, params } = useAddress()
  const scope = useWhatifScope()
  const run = matchPath('/whatif/run/:run', path)?.run
  if (scope.data === undefined) {
    return scope.error ? (
      <Failure what="What can be planned" error={scope.error} retry={() => void scope.refetch()} />
    ) : (
      <Loading label="Loading what can be planned" lines={12} />
    )
  }
  const part = params.get('part')
  return (
    <Stage
      scope={scope.data}
      run={run}
      part={isPart(part) ? part : 'result'}
      line={params.get('line') ?? undefined}
    />
  )
}

interface StageProps {
  scope: WhatifScope
  run: string | undefined
  part: Part
  /** The transfer of the plan that is in the drawer. */
  line: string | undefined
}

function Stage({ scope, run, part, line }: StageProps) {
  const { progress, summary, error } = useWhatifRun(run)
  useOpenedRun(summary)
  const currency = summary?.currency ?? scope.currency
  const { moves, isPart: isPartOfMoves } = useMoves(summary)
  return (
    <>
      <h1 className="visually-hidden">What-if</h1>
      <div className={classes.screen}>
        <div className={classes.builder}>
          <ScenarioBar scope={scope} />
          <ScenarioForm scope={scope} />
          <RunBar scope={scope} progress={progress} currency={currency} />
        </div>
        <div className={classes.result}>
          <div className={classes.mapBox}>
            <WhatifMap scope={scope} moves={moves} isPart={isPartOfMoves} currency={currency} />
          </div>
          <div className={classes.below}>
            <div className={classes.strip}>
              <Tabs
                value={part}
                onChange={(next) => setParams({ part: next === 'result' ? null : next })}
                className={classes.tabs}
              >
                <Tabs.List aria-label="Parts of the result">
                  {Object.entries(PARTS).map(([value, label]) => (
                    <Tabs.Tab key={value} value={value} aria-controls="whatif-part">
                      {label}
                    </Tabs.Tab>
                  ))}
                </Tabs.List>
              </Tabs>
            </div>
            <div className={classes.grid} id="whatif-part" role="tabpanel" aria-label={PARTS[part]}>
              {part === 'compare' ? (
                <CompareTab key={run} run={run} />
              ) : (
                <Result
                  part={part}
                  summary={summary}
                  error={error}
                  isGoing={isGoing(progress)}
                  hasRun={run !== undefined}
                  mayPromote={scope.may.promote}
                />
              )}
            </div>
          </div>
        </div>
      </div>
      {line !== undefined && summary ? <LinePanel key={line} summary={summary} line={line} /> : null}
    </>
  )
}

/** A run that is opened by its address brings its scenario with it, unless somebody is writing another. */
function useOpenedRun(summary: RunSummary | undefined): void {
  const { isChanged } = useWhatifDraft()
  const opened = useRef<string>(undefined)
  useEffect(() => {
    // Once for each run: afterwards the form is the person's.
    if (!summary || opened.current === summary.run) return
    opened.current = summary.run
    if (isChanged) return
    setWhatifDraft({
      definition: summary.definition,
      scenario: summary.scenario,
      version: summary.scenarioVersion,
      name: summary.name,
    })
  }, [summary, isChanged])
}

const noMoves: readonly MapMove[] = []
/** More cannot be told apart. */
const MOST_ARCS = 400

/** Lanes that the plan uses, the busiest of them for the map. */
function useMoves(summary: RunSummary | undefined): { moves: readonly MapMove[]; isPart: boolean } {
  const run = summary?.transfers ? summary.run : undefined
  const matrix = useTowerQuery('whatif.matrix', { run: run ?? '' }, { enabled: run !== undefined })
  return useMemo(() => {
    const { data } = matrix
    if (run === undefined || data === undefined) return { moves: noMoves, isPart: false }
    const used = data.cells.filter(({ units }) => units > 0)
    const moves = used
      .toSorted((a, b) => b.units - a.units)
      .slice(0, MOST_ARCS)
      .map(({ from, to, units, netMinor }) => ({
        from: data.sources[from]?.location ?? '',
        to: data.destinations[to]?.location ?? '',
        units,
        netMinor,
      }))
    const ends = Math.max(data.sources.length, data.destinations.length)
    return { moves, isPart: ends >= MATRIX_PLACES || moves.length < used.length }
  }, [matrix, run])
}

interface ResultProps {
  part: Exclude<Part, 'compare'>
  summary: RunSummary | undefined
  error: Error | undefined
  isGoing: boolean
  hasRun: boolean
  mayPromote: boolean
}

function Result({ part, summary, error, isGoing: going, hasRun, mayPromote }: ResultProps) {
  if (!hasRun) {
    return (
      <Message title="What would happen, and what to do about it">
        Say on the left where to look and what to suppose, or click a location on the map to suppose its
        outage. Run: the tower reads the stock of this moment, plans what to move, proves how much better any
        plan could be, and replays it day by day beside doing nothing. Nothing here changes the ledger.
      </Message>
    )
  }
  if (summary === undefined) {
    return error ? (
      <Failure what="The run" error={error} retry={() => window.location.reload()} />
    ) : (
      <Loading label="Loading the run" lines={8} />
    )
  }
  if (summary.state === 'failed') {
    return <Message title="The run failed">{summary.message}</Message>
  }
  if (summary.planValueMinor === null) {
    return going ? (
      <Loading label="No plan yet" lines={8} />
    ) : (
      <Message title="It was stopped before there was a plan">{summary.message}</Message>
    )
  }
  if (part === 'plan') return <PlanTable key={summary.run} summary={summary} mayPromote={mayPromote} />
  if (part === 'matrix') return <MatrixTab key={summary.run} summary={summary} />
  if (part === 'others') return <NotProposedTab summary={summary} />
  return <Headline summary={summary} />
}
