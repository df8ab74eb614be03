/** Owns what is said when an act on alerts is done, and the way back from the last one. */
import { countOf } from '../../components/format.ts'
import { notifyDone, notifyFailure, notifyUndoable, notifyWarning } from '../../components/notify.tsx'
import type { ActOutcome } from '../../stores/alertActs.ts'

let lastUndo: (() => void) | null = null

/** Undoes the last act that can be undone; says so where there is none. */
export function undoLast(): void {
  const undo = lastUndo
  lastUndo = null
  if (undo) undo()
  else notifyWarning('There is nothing to undo.')
}

/**
 * Waits for an act and tells its end.
 * @param done what was done, before the number of alerts: `Acknowledged`
 */
export function tellAct(act: Promise<ActOutcome>, done: string): void {
  act.then(
    (outcome) => tellOutcome(outcome, done),
    (error: unknown) => notifyFailure('That was not done', error),
  )
}

function tellOutcome({ alerts, refused, undo }: ActOutcome, done: string): void {
  if (refused !== null) notifyWarning(refused)
  else if (alerts === 0) notifyDone('It was so already: nothing was changed.')
  if (alerts === 0) return
  const words = `${done} ${countOf(alerts, 'alert', 'alerts')}.`
  lastUndo = undo && (() => tellAct(undo(), 'Undone for'))
  if (lastUndo) notifyUndoable(words, lastUndo)
  else notifyDone(words)
}
