/** Owns the file of channels and flows with every figure and its interval. */
import type { ExperienceRow } from '../../../shared/readModels/experience.ts'
import { csvText, saveText, stampedName, type CsvValue } from '../../components/csv.ts'
import { EXPERIENCE_FIGURES, isPlain, type ExperienceFigure } from './figures.ts'

function headOf(figure: ExperienceFigure): string[] {
  return isPlain(figure)
    ? [figure.id]
    : [figure.id, `${figure.id}Low`, `${figure.id}High`, `${figure.id}Cases`]
}

function valuesOf(figure: ExperienceFigure, row: ExperienceRow): CsvValue[] {
  if (isPlain(figure)) return [figure.of(row)]
  const found = figure.of(row)
  return found ? [found.value, found.low, found.high, found.of] : [null, null, null, null]
}

export function experienceCsv(rows: readonly ExperienceRow[]): string {
  return csvText(
    ['channel', 'flow', 'orders', ...EXPERIENCE_FIGURES.flatMap(headOf)],
    rows.map((row) => [
      row.channel,
      row.flow,
      row.orders,
      ...EXPERIENCE_FIGURES.flatMap((figure) => valuesOf(figure, row)),
    ]),
  )
}

export function saveExperience(rows: readonly ExperienceRow[]): void {
  saveText(stampedName('experience', 'csv'), 'text/csv', experienceCsv(rows))
}
