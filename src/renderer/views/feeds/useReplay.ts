/** Owns the replay of refused records and the words for how it went. */
import type { RetryReport } from '../../../shared/readModels/feeds.ts'
import { notifyDone, notifyFailure, notifyWarning } from '../../components/notify.tsx'
import { refresh, useTowerCommand } from '../../stores/engine.ts'

export function replayWords(report: RetryReport): string {
  const parts = [
    report.accepted > 0 ? `${report.accepted} accepted` : null,
    report.duplicates > 0 ? `${report.duplicates} known already` : null,
    report.stillQuarantined > 0 ? `${report.stillQuarantined} still refused` : null,
  ].filter(Boolean)
  return `${report.retried} replayed: ${parts.join(', ') || 'nothing changed'}.`
}

export function useReplay(after?: (report: RetryReport) => void) {
  const command = useTowerCommand('quarantine.retry')
  return {
    pending: command.isPending,
    report: command.data,
    run(input: { id?: number; raw?: string }): void {
      command.mutate(input, {
        onSuccess(report) {
          refresh('quarantine.list')
          refresh('quarantine.show')
          if (report.stillQuarantined > 0) notifyWarning(replayWords(report))
          else notifyDone(replayWords(report))
          after?.(report)
        },
        onError: (error) => notifyFailure('Nothing was replayed', error),
      })
    },
  }
}
