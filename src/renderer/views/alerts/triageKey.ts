/** Owns what a key does to the list of alerts. */
import { alertPath, go } from '../../stores/address.ts'
import type { TriageList } from '../../stores/alertGroups.ts'
import { acknowledgeAll } from './ActBar.tsx'
import { undoLast } from './tellAct.ts'
import type { Triage } from './useTriage.ts'

interface Desk {
  list: TriageList
  triage: Triage
  /** The alert in the drawer. */
  opened: string | undefined
  /** May acknowledge, assign and snooze. */
  mayAct: boolean
}

const FURTHEST = 5_000
const ACTING_KEYS: ReadonlySet<string> = new Set(['e', 'a', 's', 'z', 'u'])

/** Does what a key means; false where it means nothing here. */
export function triageKey(key: string, { list, triage, opened, mayAct }: Desk): boolean {
  if (!mayAct && ACTING_KEYS.has(key)) return false
  if (key === 'e' || key === 'a') acknowledgeAll(triage.targets)
  else if (key === 's') triage.setMenu('assign')
  else if (key === 'z') triage.setMenu('snooze')
  else if (key === 'v') triage.setMenu('vote')
  else if (key === 'u') undoLast()
  else if (key === 'x') triage.mark(triage.active)
  else if (key === 'X') triage.markUpTo(triage.active)
  else if (key === 'c' && opened !== undefined) {
    document.querySelector<HTMLElement>('[data-alert-comment]')?.focus()
  } else if ((key === 'j' || key === 'k') && opened !== undefined)
    openNext(key === 'j' ? 1 : -1, list, triage, opened)
  else if (key === 'ArrowRight' || key === 'ArrowLeft') return fold(key === 'ArrowRight', list, triage)
  else return false
  return true
}

function fold(isOpening: boolean, list: TriageList, { active }: Triage): boolean {
  const row = list.rowAt(active)
  if (row?.kind !== 'group') return false
  if (row.open !== isOpening) list.toggle(row.group)
  return true
}

/** Shows the next alert of the list in the drawer. */
function openNext(step: 1 | -1, list: TriageList, triage: Triage, opened: string): void {
  const count = Math.min(list.count ?? 0, FURTHEST)
  let from = triage.active
  for (let index = 0; index < count; index += 1) {
    const row = list.rowAt(index)
    if (row?.kind === 'alert' && row.row.alert === opened) from = index
  }
  for (let index = from + step; index >= 0 && index < count; index += step) {
    const row = list.rowAt(index)
    if (row?.kind !== 'alert') continue
    triage.stand(index)
    go(alertPath(row.row.alert))
    return
  }
}
