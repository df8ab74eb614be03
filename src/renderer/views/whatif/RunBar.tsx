/** Owns the start and the stop of a run, with what it does now and how good the plan is so far. */
import { useState } from 'react'
import { Button, Progress, Select } from '@mantine/core'
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { PLAN_MODES, type RunProgress, type WhatifScope } from '../../../shared/readModels/whatif.ts'
import { tellEnd } from '../../components/notify.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go } from '../../stores/address.ts'
import { isGoing, tellWhatif, useEffectiveDefinition, useWhatifDraft } from '../../stores/whatif.ts'
import { operatorProblem } from './operatorWords.ts'
import { MODE_WORDS, runPath, STATE_WORDS } from './whatifWords.ts'
import classes from './Whatif.module.css'

interface RunBarProps {
  scope: WhatifScope
  progress: RunProgress | undefined
  currency: string | null
}

export function RunBar({ scope, progress, currency }: RunBarProps) {
  const { definition: saved, name, scenario, isChanged } = useWhatifDraft()
  const definition = useEffectiveDefinition()
  const [mode, setMode] = useState<string>('auto')
  /** How the run stood when it was stopped: it is still checked and written down. */
  const [stopping, setStopping] = useState<RunProgress | null>(null)
  const format = useFormat()
  const problem = definition.operators.map(operatorProblem).find((each) => each !== null) ?? null
  const going = isGoing(progress)
  const isStopping = going && stopping !== null && stopping.run === progress?.run
  const shown = isStopping ? stopping : progress
  const start = () => {
    const chosen = PLAN_MODES.find((each) => each === mode)
    void tellEnd(
      tellWhatif('whatif.start', {
        // Its runs are found with the scenario as long as it is run as it was saved.
        ...(scenario !== null && !isChanged && definition.scope === saved.scope
          ? { scenario }
          : { definition }),
        ...(name.trim() ? { name: name.trim() } : {}),
        ...(chosen ? { mode: chosen } : {}),
      }),
      'The run could not be started',
      ({ run }) => go(runPath(run)),
    )
  }
  const stop = () => {
    if (!progress) return
    setStopping(progress)
    void tellEnd(
      tellWhatif('whatif.stop', { run: progress.run }),
      'The run could not be stopped',
      setStopping,
    )
  }
  return (
    <div className={classes.run}>
      {progress ? (
        <div data-testid="run-progress" data-state={progress.state} data-stopping={isStopping || undefined}>
          <div className={classes.runRow}>
            <span className="clip" role="status">
              {isStopping
                ? 'Stopped: the plan is checked and written down'
                : going
                  ? progress.doing
                  : STATE_WORDS[progress.state]}
            </span>
            <span className="dim nowrap">{format.number(progress.seconds, 1)} s</span>
          </div>
          {going ? (
            <Progress
              value={100 * (progress.done ?? 0)}
              animated={progress.done === null}
              aria-label="How far the run is"
              size="sm"
            />
          ) : null}
          <div className="dim">
            {shown === undefined || shown.planValueMinor === null || !going
              ? (progress.message ?? '')
              : `Best plan so far ${format.money(shown.planValueMinor, currency)}${shown.gap === null ? '' : `, at most ${format.share(shown.gap)} better is possible`}`}
          </div>
        </div>
      ) : null}
      <div className={classes.runRow}>
        <Select
          aria-label="Method"
          data={[
            { value: 'auto', label: 'Method: as it fits' },
            ...PLAN_MODES.map((value) => ({ value, label: MODE_WORDS[value] })),
          ]}
          value={mode}
          onChange={(value) => setMode(value ?? 'auto')}
          allowDeselect={false}
        />
        {going ? (
          <Button
            color="red"
            variant="light"
            leftSection={<IconPlayerStop size={14} />}
            onClick={stop}
            disabled={isStopping}
            data-testid="stop-run"
          >
            Stop
          </Button>
        ) : (
          <Button
            leftSection={<IconPlayerPlay size={14} />}
            onClick={start}
            disabled={problem !== null || !scope.may.run}
            title={scope.may.run ? (problem ?? '') : 'Your role may look, and not run plans'}
            data-testid="start-run"
          >
            Run
          </Button>
        )}
      </div>
    </div>
  )
}
