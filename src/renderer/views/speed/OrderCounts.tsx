/** Owns the count of all orders and lines that there are, asked for when it is opened: it goes over every one of them. */
import { useState } from 'react'
import { Button, Popover } from '@mantine/core'
import { IconSum } from '@tabler/icons-react'
import type { OrderSummary } from '../../../shared/readModels/orders.ts'
import { explain } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { flowWord } from '../orderWords.ts'
import classes from './Speed.module.css'

const nothing = {}

export function OrderCounts() {
  const [opened, setOpened] = useState(false)
  const summary = useTowerQuery('orders.summary', nothing, { enabled: opened })
  return (
    <Popover position="bottom-end" shadow="md" trapFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconSum size={14} />}
          onClick={() => setOpened(!opened)}
          title="Counts all orders and lines there are, whatever the filters"
        >
          Count all
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="All orders and lines" data-testid="order-counts">
        {summary.data ? (
          <Counts summary={summary.data} />
        ) : (
          <span className="dim">{summary.error ? explain(summary.error).text : 'Counting…'}</span>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

function Counts({ summary }: { summary: OrderSummary }) {
  const format = useFormat()
  const rows: [what: string, all: number, judged: number, late: number][] = [
    ['Orders', summary.orders, summary.withPromiseAndDelivery, summary.lateOrders],
    ['Lines', summary.lines, summary.linesWithPromiseAndDelivery, summary.lateLines],
  ]
  return (
    <>
      <table className={classes.counts}>
        <thead>
          <tr>
            <th scope="col">All there are</th>
            <th scope="col">Count</th>
            <th scope="col">Promised and handed over</th>
            <th scope="col">Of these late</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([what, all, judged, late]) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td>{format.number(all)}</td>
              <td data-testid={`judged-${what.toLowerCase()}`} data-value={judged}>
                {format.number(judged)}
              </td>
              <td data-testid={`late-${what.toLowerCase()}`} data-value={late}>
                {format.number(late)} ({format.share(judged === 0 ? null : late / judged, 2)})
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="dim">
        {format.count(summary.openLines, 'line is', 'lines are')} open.{' '}
        {Object.entries(summary.byFlow)
          .map(([flow, count]) => `${flowWord(flow)} ${format.number(count)}`)
          .join(', ')}
      </p>
    </>
  )
}
