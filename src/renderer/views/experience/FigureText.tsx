/** Owns how a figure of experience reads: its value, its 95 % interval, and a mark where few cases bear it. */
import type { ExperienceFigures } from '../../../shared/readModels/experience.ts'
import { UNKNOWN } from '../../components/format.ts'
import { useFormat } from '../../components/useFormat.ts'
import { isPlain, type ExperienceFigure } from './figures.ts'
import classes from './Experience.module.css'

type Format = ReturnType<typeof useFormat>

interface Reading {
  value: string
  /** Empty: too few cases give none, or the figure has none. */
  interval: string
  cases: number | null
  thin: boolean
}

function readFigure(figure: ExperienceFigure, figures: ExperienceFigures, format: Format): Reading {
  if (isPlain(figure)) {
    const value = figure.of(figures)
    const text = format.number(value, figure.kind === 'number' ? 2 : 1)
    return { value: text, interval: '', cases: value === null ? null : figure.cases(figures), thin: false }
  }
  const found = figure.of(figures)
  if (found === null) return { value: UNKNOWN, interval: '', cases: null, thin: false }
  const text = (value: number) =>
    figure.kind === 'share' ? format.share(value) : format.number(value, figure.kind === 'mean' ? 2 : 0)
  return {
    value: text(found.value),
    interval: found.low === null || found.high === null ? '' : `${text(found.low)} to ${text(found.high)}`,
    cases: found.of,
    thin: found.thin,
  }
}

interface FigureTextProps {
  figure: ExperienceFigure
  figures: ExperienceFigures
  /** Writes the interval under the value, not only behind it. */
  long?: boolean
}

export function FigureText({ figure, figures, long }: FigureTextProps) {
  const format = useFormat()
  const { value, interval, cases, thin } = readFigure(figure, figures, format)
  const says = [
    figure.about,
    interval ? `95 % interval ${interval}` : null,
    cases === null ? 'no case' : format.count(cases, 'case', 'cases'),
    thin ? 'few cases: read with care' : null,
  ]
    .filter(Boolean)
    .join(' · ')
  return (
    <span title={says} className="nowrap">
      <span className={thin ? classes.thin : undefined}>{value}</span>
      {long ? (
        <span className={classes.interval}>
          {interval}
          {interval && cases !== null ? ' · ' : ''}
          {cases === null ? '' : `n ${format.number(cases)}`}
          {thin ? ' · few' : ''}
        </span>
      ) : null}
    </span>
  )
}
