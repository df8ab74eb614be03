/** Owns the export of what is filtered, page by page, with its bound and a way to stop. */
import { useRef, useState } from 'react'
import { Button } from '@mantine/core'
import { IconDownload, IconPlayerStop } from '@tabler/icons-react'
import { csvText, saveText, stampedName, type CsvValue } from './csv.ts'
import { notifyDone, notifyFailure } from './notify.tsx'
import { useFormat } from './useFormat.ts'
import { useLatest } from '../stores/useLatest.ts'

const MOST_ROWS = 100_000

interface ExportButtonProps<Row> {
  /** What a row is called, and the file after it: `position`, `positions`. */
  one: string
  many: string
  count: number
  header: readonly string[]
  csvRow(row: Row): CsvValue[]
  /** Reads a page of what is filtered. */
  read(offset: number, limit: number, signal: AbortSignal): Promise<{ rows: Row[] }>
  pageRows?: number
}

export function ExportButton<Row>(props: ExportButtonProps<Row>) {
  const { one, many, count, pageRows = 1000 } = props
  const latest = useLatest(props)
  const format = useFormat()
  const [done, setDone] = useState<number | null>(null)
  const stop = useRef<AbortController>(undefined)
  const start = async () => {
    const controller = new AbortController()
    stop.current = controller
    setDone(0)
    const rows: CsvValue[][] = []
    try {
      for (let offset = 0; offset < MOST_ROWS; offset += pageRows) {
        const page = await latest.current.read(offset, pageRows, controller.signal)
        for (const row of page.rows) rows.push(latest.current.csvRow(row))
        setDone(rows.length)
        if (page.rows.length < pageRows) break
      }
      saveText(stampedName(many, 'csv'), 'text/csv', csvText(latest.current.header, rows))
      notifyDone(
        rows.length >= MOST_ROWS
          ? `Exported the first ${format.number(rows.length)} ${many}, the most that one file holds. Narrow the filter for the rest.`
          : `Exported ${format.count(rows.length, one, many)}.`,
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
