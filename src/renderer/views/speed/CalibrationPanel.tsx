/** Owns the drawer that says how well the odds held on the orders of the past: reliability, Brier score, skill in words. */
import { lazy, Suspense } from 'react'
import type { Calibration } from '../../../shared/readModels/speed.ts'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { Figure } from '../../components/Figure.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { setParams, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'

const ReliabilityChart = lazy(() => import('./ReliabilityChart.tsx'))
const nothing = {}
const keyOf = ({ name, moment, counted, refreshed }: Calibration) =>
  `${name}|${moment}|${counted}|${refreshed}`

export const COUNTED_WORDS: Record<Calibration['counted'], string> = {
  due: 'all that fell due',
  handedOver: 'those handed over',
}

export function CalibrationPanel({ onClose }: { onClose(): void }) {
  const chosen = useAddress().params.get('set')
  const answer = useTowerQuery('speed.calibration', nothing)
  const sets = answer.data?.sets ?? []
  const set = sets.find((each) => keyOf(each) === chosen) ?? sets[0]
  return (
    <SidePanel
      wide
      title="How good are the odds?"
      subtitle="A replay: told at each moment from what was known then, compared with what came"
      onClose={() => {
        setParams({ set: null })
        onClose()
      }}
      testId="calibration-panel"
    >
      {answer.error ? (
        <Failure what="The replay" error={answer.error} retry={() => void answer.refetch()} />
      ) : !answer.data ? (
        <>
          <p className="dim">Replaying the orders of the past. This takes some seconds.</p>
          <Loading label="Replaying the orders of the past" lines={10} />
        </>
      ) : !set ? (
        <p className="dim">
          There are not enough orders yet that are over, to learn from the earlier and to judge by the later
          ones.
        </p>
      ) : (
        <>
          <Judged set={set} />
          <Section title="Each moment and each group" note="choose one to see it above">
            <DataGrid
              label="Replays"
              columns={columns}
              count={sets.length}
              rowAt={(index) => sets[index]}
              rowId={keyOf}
              selectedId={keyOf(set)}
              onOpen={(row) => setParams({ set: keyOf(row) })}
              rowsInSight={12}
            />
          </Section>
        </>
      )}
    </SidePanel>
  )
}

/** Skill as a sentence: what it is better or worse than, and by how much. */
export function skillWords(skill: number, share: (value: number) => string): string {
  if (Math.abs(skill) < 0.005) return 'As good as always saying the lane’s base rate, no better.'
  return skill > 0
    ? `Better than always saying the lane’s base rate: the squared error is ${share(skill)} smaller.`
    : `Worse than always saying the lane’s base rate: the squared error is ${share(-skill)} larger.`
}

function Judged({ set }: { set: Calibration }) {
  const format = useFormat()
  return (
    <>
      <StateMark
        state={set.skill > 0.005 ? 'good' : set.skill < -0.005 ? 'serious' : 'neutral'}
        word={skillWords(set.skill, (value) => format.share(value))}
      />
      <Facts>
        {set.name === set.moment ? null : <Fact name="Group">{set.name}</Fact>}
        <Fact name="Said">
          {set.moment}; {COUNTED_WORDS[set.counted]}
        </Fact>
        <Fact name="Probabilities said">{format.number(set.lines)}</Fact>
        <Fact name="Missed">{format.share(set.baseRate)}</Fact>
        <Fact name="Brier score">{format.number(set.brier, 4)}</Fact>
        <Fact name="Of the base rate">{format.number(set.brierBase, 4)}</Fact>
        <Fact name="Skill">{format.number(set.skill, 3)}</Fact>
        <Fact name="Learnt">
          {set.refreshed
            ? 'anew, from what was known by then'
            : `once, until ${format.day(set.trainedUntil)}`}
        </Fact>
        <Fact name="Judged on">
          {format.day(set.testedFrom)} – {format.day(set.testedUntil)}
        </Fact>
      </Facts>
      <Section title="Said against seen" note={`n ${format.number(set.lines)}`}>
        <Suspense fallback={<Loading label="Loading the chart" lines={4} />}>
          <ReliabilityChart set={set} />
        </Suspense>
      </Section>
    </>
  )
}

const columns: readonly GridColumn<Calibration>[] = [
  {
    id: 'moment',
    header: 'Said',
    width: 'minmax(110px, 1.4fr)',
    cell: (row) => (row.name === row.moment ? row.moment : `${row.name}: ${row.moment}`),
  },
  {
    id: 'learnt',
    header: 'Learnt',
    about: 'Once, before the time it is judged on; or anew during it, from what was known by then',
    width: '70px',
    cell: (row) => (row.refreshed ? 'anew' : 'once'),
  },
  {
    id: 'counted',
    header: 'Counted',
    width: 'minmax(110px, 1fr)',
    cell: (row) => COUNTED_WORDS[row.counted],
  },
  { id: 'lines', header: 'n', width: '74px', right: true, cell: (row) => <Figure value={row.lines} /> },
  {
    id: 'brier',
    header: 'Brier',
    about: 'Mean squared error of the probabilities; 0 is perfect',
    width: '70px',
    right: true,
    cell: (row) => <Figure value={row.brier} digits={4} />,
  },
  {
    id: 'base',
    header: 'Base rate’s',
    about: 'Brier score of always saying the lane’s base rate',
    width: '90px',
    right: true,
    cell: (row) => <Figure value={row.brierBase} digits={4} />,
  },
  {
    id: 'skill',
    header: 'Skill',
    about: '1 − Brier ÷ the base rate’s; above 0 is better than the base rate',
    width: '66px',
    right: true,
    cell: (row) => <Figure value={row.skill} digits={3} />,
  },
]
