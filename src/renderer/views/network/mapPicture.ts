/** Owns the picture of the map as a file: what the canvases show, with its title, legend words and time. */
import { saveBlob, stampedName } from '../../components/csv.ts'

const CAPTION_PX = 46

export interface Caption {
  title: string
  note: string
}

/** Draws the map's canvases as they lie on the screen, under a caption. @throws where the browser gives no picture. */
export async function saveMapPicture(container: HTMLElement, caption: Caption): Promise<void> {
  const box = container.getBoundingClientRect()
  const ratio = Math.min(2, window.devicePixelRatio || 1)
  const picture = document.createElement('canvas')
  picture.width = Math.round(box.width * ratio)
  picture.height = Math.round((box.height + CAPTION_PX) * ratio)
  const context = picture.getContext('2d')
  if (!context) throw new Error('This browser draws no pictures.')
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  context.scale(ratio, ratio)
  context.fillStyle = colour('--surface-panel')
  context.fillRect(0, 0, box.width, CAPTION_PX)
  context.fillStyle = colour('--text')
  context.font = `600 14px ${getComputedStyle(document.body).fontFamily}`
  context.fillText(caption.title, 12, 19)
  context.fillStyle = colour('--text-dim')
  context.font = `11px ${getComputedStyle(document.body).fontFamily}`
  context.fillText(caption.note, 12, 36)
  context.save()
  context.beginPath()
  context.rect(0, CAPTION_PX, box.width, box.height)
  context.clip()
  context.fillStyle = colour('--map-water')
  context.fillRect(0, CAPTION_PX, box.width, box.height)
  // The ground's tiles come before the marks in the document, as they lie on the screen.
  for (const canvas of container.querySelectorAll('canvas')) {
    const at = canvas.getBoundingClientRect()
    context.drawImage(canvas, at.left - box.left, at.top - box.top + CAPTION_PX, at.width, at.height)
  }
  context.restore()
  const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('This browser makes no PNG of the map.')
  saveBlob(stampedName('map', 'png'), blob)
}
