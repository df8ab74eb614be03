/** Owns the drawer of one transfer of a plan: its reckoning, and fixing it, changing it or forbidding it. */
import { useState } from 'react'
import { Button, NumberInput } from '@mantine/core'
import { IconBan, IconPin } from '@tabler/icons-react'
import type { PlannedTransfer, RunSummary } from '../../../shared/readModels/whatif.ts'
import type { ScenarioDefinition } from '../../../shared/whatifDefinition.ts'
import { Failure, Loading } from '../../components/Message.tsx'
import { tellEnd } from '../../components/notify.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, go, ledgerPath, setParams } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { changeDefinition, tellWhatif } from '../../stores/whatif.ts'
import { runPath } from './whatifWords.ts'
import classes from './Whatif.module.css'

/** Starts the same again with what is fixed and forbidden changed. */
export function solveAgain(summary: RunSummary, change: Partial<ScenarioDefinition>): void {
  const definition = { ...summary.definition, ...change }
  changeDefinition(definition)
  void tellEnd(
    tellWhatif('whatif.start', { definition, ...(summary.name ? { name: summary.name } : {}) }),
    'It could not be planned anew',
    ({ run }) => go(runPath(run), { line: null }),
  )
}

export const pinned = (
  { definition }: RunSummary,
  pin: { sku: string; from: string; to: string; units: number },
): Partial<ScenarioDefinition> => ({
  pins: [
    ...(definition.pins ?? []).filter(
      (each) => each.sku !== pin.sku || each.from !== pin.from || each.to !== pin.to,
    ),
    pin,
  ],
})

export function LinePanel({ summary, line }: { summary: RunSummary; line: string }) {
  const answer = useTowerQuery('whatif.explain', { run: summary.run, key: line })
  const transfer = answer.data?.transfer
  return (
    <SidePanel
      title={transfer ? (transfer.skuName ?? transfer.sku) : 'A transfer of the plan'}
      subtitle={
        transfer
          ? `${transfer.from.name ?? transfer.from.location} → ${transfer.to.name ?? transfer.to.location}`
          : line
      }
      testId="line-panel"
      onClose={() => setParams({ line: null })}
    >
      {answer.data === undefined ? (
        answer.error ? (
          <Failure what="The explanation" error={answer.error} retry={() => void answer.refetch()} />
        ) : (
          <Loading label="Loading the explanation" />
        )
      ) : (
        <>
          <p>{answer.data.text}</p>
          {transfer ? <Reckoning transfer={transfer} currency={summary.currency} /> : null}
          {transfer ? <Change summary={summary} transfer={transfer} /> : null}
        </>
      )}
    </SidePanel>
  )
}

function Reckoning({ transfer, currency }: { transfer: PlannedTransfer; currency: string | null }) {
  const format = useFormat()
  const days = (value: number | null) => (value === null ? 'no demand' : `${format.number(value, 1)} days`)
  return (
    <Section title="Reckoned">
      <Facts>
        <Fact name="Value">{format.money(transfer.valueMinor, currency)}</Fact>
        <Fact name="Transport">{format.money(transfer.transportMinor, currency)}</Fact>
        <Fact name="Net">{format.money(transfer.netMinor, currency)}</Fact>
        <Fact name="Sales more at the receiver">{format.number(transfer.receiverSalesUnits, 1)} units</Fact>
        <Fact name="Sales fewer at the source">{format.number(-transfer.sourceSalesUnits, 1)} units</Fact>
        <Fact name="Runner-up source">
          {transfer.runnerUp === null
            ? 'none'
            : `${transfer.runnerUp.from}, ${format.money(transfer.runnerUp.netMinor, currency)}`}
        </Fact>
        <Fact name="Source: on hand, keeps, lasts">
          <a href={addressOf(ledgerPath(transfer.from.location, transfer.sku))}>
            {format.units(transfer.fromOnHandUnits)}
          </a>
          , {format.units(transfer.fromFloorUnits)}, {days(transfer.fromCoverDays)}
        </Fact>
        <Fact name="Receiver: on hand, lasts">
          <a href={addressOf(ledgerPath(transfer.to.location, transfer.sku))}>
            {format.units(transfer.toOnHandUnits)}
          </a>
          , {days(transfer.toCoverDays)}
        </Fact>
        <Fact name="Demand over the horizon, both ends">
          {format.number(transfer.sourceDemandUnits, 1)}, {format.number(transfer.receiverDemandUnits, 1)}
        </Fact>
      </Facts>
    </Section>
  )
}

function Change({ summary, transfer }: { summary: RunSummary; transfer: PlannedTransfer }) {
  const format = useFormat()
  const [units, setUnits] = useState(transfer.units)
  const { sku } = transfer
  const from = transfer.from.location
  const to = transfer.to.location
  return (
    <Section title="Change it" note="the rest is planned anew around it">
      <div className={classes.runRow}>
        <NumberInput label="Units" value={units} min={0} onChange={(value) => setUnits(Number(value) || 0)} />
        <Button
          leftSection={<IconPin size={14} />}
          onClick={() => solveAgain(summary, pinned(summary, { sku, from, to, units }))}
          style={{ alignSelf: 'end' }}
          data-testid="pin"
        >
          Fix {format.unitsOf(units)} and plan anew
        </Button>
      </div>
      <Button
        variant="default"
        leftSection={<IconBan size={14} />}
        onClick={() =>
          solveAgain(summary, {
            pins: (summary.definition.pins ?? []).filter(
              (each) => each.sku !== sku || each.from !== from || each.to !== to,
            ),
            forbidden: [...(summary.definition.forbidden ?? []), { sku, from, to }],
          })
        }
        style={{ justifySelf: 'start' }}
      >
        Forbid it and plan anew
      </Button>
    </Section>
  )
}
