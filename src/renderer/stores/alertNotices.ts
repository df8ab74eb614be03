/** Owns the notices of critical alerts: one for a burst, where they are wished, outside the hours of quiet. */
import type { AlertRow } from '../../shared/readModels/alerts.ts'
import { alertPath, go } from './address.ts'
import { clockNow } from './clock.ts'
import { preferences } from './preferences.ts'
import { isQuiet } from './quietHours.ts'

export interface Burst {
  first: AlertRow
  count: number
}

/** Alerts that begin within this time are told as one. */
const BURST_MS = 1_500

let waiting: AlertRow[] = []
let timer: ReturnType<typeof setTimeout> | undefined

/** Gathers what begins within a moment, then says it once: by the system where it is wished, and to `speak`. */
export function tellBurst(starts: readonly AlertRow[], speak: (burst: Burst) => void): void {
  waiting.push(...starts)
  timer ??= setTimeout(() => {
    const [first] = waiting
    const burst = first && { first, count: waiting.length }
    waiting = []
    timer = undefined
    if (!burst) return
    speak(burst)
    notice(burst)
  }, BURST_MS)
}

export type NoticePermission = 'granted' | 'denied' | 'default' | 'unsupported'
export const noticePermission = (): NoticePermission =>
  'Notification' in window ? Notification.permission : 'unsupported'

/** Asks the person, through the browser, whether notices may be shown. */
export async function askForNotices(): Promise<NoticePermission> {
  return 'Notification' in window ? Notification.requestPermission() : 'unsupported'
}

/** Shows a notice of the system, where it is wished, allowed, and not the hour of quiet. */
function notice({ first, count }: Burst): void {
  const { notices, timeZone } = preferences()
  if (!notices.enabled || noticePermission() !== 'granted') return
  if (isQuiet(notices, clockNow(), timeZone)) return
  show(
    count === 1 ? 'Critical alert' : `${count} critical alerts`,
    count === 1 ? first.summary : `${first.summary} And ${count - 1} more.`,
    () => (count === 1 ? go(alertPath(first.alert)) : go('/alerts', { severity: 'critical' })),
  )
}

export function show(title: string, body: string, open: () => void): void {
  // The same tag: a later burst takes the place of one that was not looked at.
  const shown = new Notification(title, { body, tag: 'omnitower-alerts' })
  shown.addEventListener('click', () => {
    window.focus()
    open()
    shown.close()
  })
}
