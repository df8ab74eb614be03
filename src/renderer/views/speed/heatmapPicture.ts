/** Owns the heatmap as a picture: title, head, cells and legend as they stand on the screen, whole, whatever is in sight. */
import { saveBlob, stampedName } from '../../components/csv.ts'
import type { CellLook } from './cellLook.ts'
import type { ColourClasses } from './classes.ts'
import type { AxisEntry } from './HeatmapParts.tsx'

const NAME_PX = 140
const ROW_PX = 36
const HEAD_PX = 34
const CAPTION_PX = 48
const LEGEND_PX = 30
/** Browsers make no larger pictures everywhere. */
const MOST_PX = 16_000

export interface HeatmapPicture {
  title: string
  note: string
  rows: readonly AxisEntry[]
  columns: readonly AxisEntry[]
  lookAt(row: AxisEntry, column: AxisEntry): CellLook | null
  classes: ColourClasses
}

/** @throws where the browser gives no picture */
export async function saveHeatmapPicture({ title, note, rows, columns, lookAt, classes }: HeatmapPicture) {
  const cellPx = columns.length > 60 ? 46 : 92
  const width = Math.max(760, NAME_PX + columns.length * cellPx + 12)
  const height = CAPTION_PX + HEAD_PX + rows.length * ROW_PX + LEGEND_PX
  const ratio = Math.min(2, MOST_PX / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.floor(width * ratio)
  canvas.height = Math.floor(height * ratio)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser draws no pictures.')
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const family = getComputedStyle(document.body).fontFamily
  const write = (text: string, x: number, y: number, room: number, font: string, ink: string) => {
    context.font = `${font} ${family}`
    context.fillStyle = ink
    context.fillText(fitted(context, text, room), x, y)
  }
  context.scale(ratio, ratio)
  context.fillStyle = colour('--surface-panel')
  context.fillRect(0, 0, width, height)
  write(title, 12, 19, width - 24, '600 14px', colour('--text'))
  write(note, 12, 37, width - 24, '11px', colour('--text-dim'))
  context.textAlign = 'center'
  for (const [index, column] of columns.entries()) {
    const middle = NAME_PX + index * cellPx + cellPx / 2
    write(column.name, middle, CAPTION_PX + 24, cellPx - 6, '11px', colour('--text-dim'))
  }
  for (const [rowIndex, row] of rows.entries()) {
    const top = CAPTION_PX + HEAD_PX + rowIndex * ROW_PX
    context.textAlign = 'left'
    write(row.name, 12, top + 22, NAME_PX - 18, '500 12px', colour('--text'))
    context.textAlign = 'center'
    for (const [index, column] of columns.entries()) {
      const look = lookAt(row, column)
      if (!look) continue
      const left = NAME_PX + index * cellPx
      context.fillStyle = look.fill
      context.fillRect(left, top, cellPx - 1, ROW_PX - 1)
      if (look.thin) hatch(context, left, top, cellPx - 1, ROW_PX - 1)
      write(look.text, left + cellPx / 2, top + 16, cellPx - 4, '600 12px', look.ink)
      write(`n ${look.sample}`, left + cellPx / 2, top + 29, cellPx - 4, '10px', look.ink)
    }
  }
  context.textAlign = 'left'
  let x = 12
  for (const [index, word] of [...classes.words, 'hatched: few lines'].entries()) {
    const swatch = classes.colours[index]
    context.fillStyle = swatch ?? colour('--surface-page')
    context.fillRect(x, height - 20, 16, 10)
    if (swatch === undefined) hatch(context, x, height - 20, 16, 10)
    write(word, x + 21, height - 11, 160, '11px', colour('--text'))
    x += 34 + context.measureText(word).width
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('This browser makes no PNG of the heatmap.')
  saveBlob(stampedName('speed', 'png'), blob)
}

function hatch(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  context.save()
  context.beginPath()
  context.rect(left, top, width, height)
  context.clip()
  context.strokeStyle = 'rgb(128 128 128 / 35%)'
  context.lineWidth = 1.2
  context.beginPath()
  for (let x = left - height; x < left + width; x += 6) {
    context.moveTo(x, top + height)
    context.lineTo(x + height, top)
  }
  context.stroke()
  context.restore()
}

/** The text, or its beginning with an ellipsis, within a width. */
function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text
  let end = text.length - 1
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > room) end -= 1
  return `${text.slice(0, end)}…`
}
