/** Owns which open alerts mark which listings, and what each of them says is in disagreement. */
import type { Disagreement } from '../../shared/readModels/channels.ts'
import type { Reader } from '../ledger/types.ts'

/** What rules find, and how their subjects name SKU and channel: parts of the subject by place; no channel: all that show it. */
const RULES: Readonly<Record<string, { kind: Disagreement; sku: number; channel: number | null }>> = {
  priceDifference: { kind: 'price', sku: 0, channel: null },
  promiseDifference: { kind: 'promise', sku: 0, channel: null },
  promotionDifference: { kind: 'promotion', sku: 2, channel: 1 },
  promotionOverrun: { kind: 'promotion', sku: 2, channel: 1 },
  oversellRisk: { kind: 'availability', sku: 1, channel: 0 },
  hiddenStock: { kind: 'availability', sku: 1, channel: 0 },
  activeWithoutStock: { kind: 'active', sku: 1, channel: 0 },
  inactiveWithStock: { kind: 'active', sku: 1, channel: 0 },
}

export interface Mark {
  alert: string
  kind: Disagreement
  sku: string
  /** Null: of all channels that show what is compared. */
  channel: string | null
}

/** Marks of all alerts whose trouble holds now, by SKU: those that only wait too, those that are about to end no more. */
export function openMarks(reader: Reader): Map<string, Mark[]> {
  const marks = new Map<string, Mark[]>()
  const rows = reader.all<{ alert: string; rule: string; subject: string }>(
    `SELECT alert, rule, subject FROM alerts INDEXED BY alerts_open
     WHERE open = 1 AND rule IN (SELECT value FROM json_each(?)) AND state IN ('firing', 'pending')`,
    [JSON.stringify(Object.keys(RULES))],
  )
  for (const { alert, rule, subject } of rows) {
    const found = RULES[rule]
    const parts = subject.split('\n')
    const sku = found && parts[found.sku]
    if (!found || sku === undefined) continue
    const channel = found.channel === null ? null : (parts[found.channel] ?? null)
    const ofSku = marks.get(sku)
    const mark: Mark = { alert, kind: found.kind, sku, channel }
    if (ofSku) ofSku.push(mark)
    else marks.set(sku, [mark])
  }
  return marks
}
