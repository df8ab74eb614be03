/** Owns the export of what is filtered, page by page, with its bound and a way to stop. */
import { useRef, useState } from 'react'
import { Button } from '@mantine/core'
import { IconDownload, IconPlayerStop } from '@tabler/icons-react'
import { csvText, saveText, stampedName, type CsvValue } from '../../components/csv.ts'
import { notifyDone, notifyFailure } from '../../components/notify.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { client } from '../../stores/engine.ts'
import type { PositionFilter } from '../../stores/positions.ts'
import { CSV_HEADER, csvRow } from './columns.tsx'

const MOST_ROWS = 100_000
const PAGE = 1000

export function ExportButton({ filter, count }: { filter: PositionFilter; count: number }) {
  const format = useFormat()
  const [done, setDone] = useState<number | null>(null)
  const stop = useRef<AbortController>(undefined)
  const start = async () => {
    const controller = new AbortController()
    stop.current = controller
    setDone(0)
    const rows: CsvValue[][] = []
    try {
      for (let offset = 0; offset < MOST_ROWS; offset += PAGE) {
        const page = await client.call(
          'inventory.positions',
          { ...filter, offset, limit: PAGE },
          controller.signal,
        )
        for (const row of page.rows) rows.push(csvRow(row))
        setDone(rows.length)
        if (page.rows.length < PAGE) break
      }
      saveText(stampedName('positions', 'csv'), 'text/csv', csvText(CSV_HEADER, rows))
      notifyDone(
        rows.length >= MOST_ROWS
          ? `Exported the first ${format.number(rows.length)} positions, the most that one file holds. Narrow the filter for the rest.`
          : `Exported ${format.count(rows.length, 'position', 'positions')}.`,
      )
    } catch (error) {
      if (!controller.signal.aborted) notifyFailure('The export was not finished', error)
    } finally {
      setDone(null)
    }
  }
  if (done !== null) {
    return (
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={14} />}
        onClick={() => stop.current?.abort()}
      >
        {format.number(done)} rows, stop
      </Button>
    )
  }
  const bounded = count > MOST_ROWS
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={14} />}
      disabled={count === 0}
      onClick={() => void start()}
      title={
        bounded ? `One file holds ${format.number(MOST_ROWS)} rows at most` : 'Saves what is filtered as CSV'
      }
    >
      {bounded ? `Export first ${format.compact(MOST_ROWS)}` : 'Export CSV'}
    </Button>
  )
}
