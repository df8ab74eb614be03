/** Owns the matrix of sources and destinations, in which units of one item can be set by hand. */
import { useMemo, useState } from 'react'
import { Button, NumberInput, Popover, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { PlanMatrix, RunSummary } from '../../../shared/readModels/whatif.ts'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { setParams } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { pinned, solveAgain } from './LinePanel.tsx'
import classes from './Whatif.module.css'

const TYPING_MS = 300
/** Places on each side that the engine answers with: those that move most. */
export const MATRIX_PLACES = 60

export function MatrixTab({ summary }: { summary: RunSummary }) {
  const [text, setText] = useState('')
  const [sku] = useDebouncedValue(text.trim(), TYPING_MS)
  const input = useMemo(() => ({ run: summary.run, ...(sku ? { sku } : {}) }), [summary.run, sku])
  const answer = useTowerQuery('whatif.matrix', input, { keepPrevious: true })
  return (
    <>
      <div className={classes.strip}>
        <TextInput
          aria-label="One item only, by its number"
          placeholder="SKU: one item only"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <span className="dim">
          {sku
            ? 'Units of this item. Choose a cell to set them by hand.'
            : 'Units of all items. Name one to set its units by hand.'}{' '}
          Hatched: no lane.
        </span>
      </div>
      <div className={classes.scrolls} role="region" aria-label="Matrix" tabIndex={0}>
        {answer.data === undefined ? (
          answer.error ? (
            <Failure what="The matrix" error={answer.error} retry={() => void answer.refetch()} />
          ) : (
            <Loading label="Loading the matrix" />
          )
        ) : answer.data.cells.length === 0 ? (
          <Message title="Nothing moves">The plan uses no lane{sku ? ' for this item' : ''}.</Message>
        ) : (
          <Matrix matrix={answer.data} summary={summary} sku={sku} />
        )}
      </div>
    </>
  )
}

interface MatrixProps {
  matrix: PlanMatrix
  summary: RunSummary
  sku: string
}

function Matrix({ matrix, summary, sku }: MatrixProps) {
  const format = useFormat()
  const cells = new Map(matrix.cells.map((cell) => [`${cell.from} ${cell.to}`, cell]))
  const { sources, destinations } = matrix
  const isPart = Math.max(sources.length, destinations.length) >= MATRIX_PLACES
  return (
    <>
      <div className={classes.wide}>
        <table className={classes.matrix} data-testid="matrix">
          <thead>
            <tr>
              <th>From \ to</th>
              {destinations.map(({ location, name }) => (
                <th key={location} scope="col">
                  {name ?? location}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sources.map((source, row) => (
              <tr key={source.location}>
                <th scope="row">{source.name ?? source.location}</th>
                {destinations.map((destination, column) => {
                  const cell = cells.get(`${row} ${column}`)
                  if (!cell?.offered && !cell?.units) {
                    return <td key={destination.location} className={classes.closed} />
                  }
                  return (
                    <td key={destination.location}>
                      {sku ? (
                        <Edit
                          units={cell.units}
                          label={`${source.name ?? source.location} to ${destination.name ?? destination.location}`}
                          onSet={(units) =>
                            solveAgain(
                              summary,
                              pinned(summary, {
                                sku,
                                from: source.location,
                                to: destination.location,
                                units,
                              }),
                            )
                          }
                        />
                      ) : (
                        <button
                          type="button"
                          className={classes.cell}
                          disabled={cell.units === 0}
                          title={`${format.count(cell.transfers, 'transfer', 'transfers')}, net ${format.money(cell.netMinor, summary.currency)}`}
                          onClick={() =>
                            setParams({ from: source.location, to: destination.location, part: 'plan' })
                          }
                        >
                          {cell.units === 0 ? '' : format.number(cell.units)}
                        </button>
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isPart ? (
        <p className="dim">The {MATRIX_PLACES} sources and destinations that move most, on either side.</p>
      ) : null}
    </>
  )
}

function Edit({ units, label, onSet }: { units: number; label: string; onSet(units: number): void }) {
  const [opened, setOpened] = useState(false)
  const [value, setValue] = useState(units)
  const format = useFormat()
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus withinPortal shadow="md">
      <Popover.Target>
        <button
          type="button"
          className={classes.cell}
          aria-label={`${label}: ${units} units. Set by hand`}
          onClick={() => setOpened(!opened)}
        >
          {format.number(units)}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={classes.fields}
          onSubmit={(event) => {
            event.preventDefault()
            setOpened(false)
            onSet(value)
          }}
        >
          <NumberInput label={label} value={value} min={0} onChange={(next) => setValue(Number(next) || 0)} />
          <Button type="submit">Fix {format.unitsOf(value)} and plan anew</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
