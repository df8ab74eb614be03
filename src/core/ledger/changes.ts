/** Owns what a commit tells streams: several writes of one transaction together. */
import type { Changes } from './types.ts'

/** Kinds of subjects whose change is one of alerts, their silences or their rules. */
export const ALERT_KINDS = ['alert', 'alertSilence', 'alertRule', 'userRule'] as const

/** Kinds of subjects whose change is one of transfers. */
export const TRANSFER_KINDS = ['transfer', 'approvalLimit', 'approvalDelegation'] as const

/** What a commit that touched nothing would tell. */
export const NO_CHANGES: Changes = {
  position: 0,
  everything: false,
  locations: [],
  positions: [],
  shipments: false,
  feeds: false,
  masterData: false,
  alerts: false,
  transfers: false,
}

/** The changes of several writes of one transaction. */
export function together(changes: readonly Changes[]): Changes {
  const some = (is: (one: Changes) => boolean) => changes.some(is)
  return {
    position: Math.max(...changes.map(({ position }) => position)),
    everything: some((one) => one.everything),
    locations: [...new Set(changes.flatMap(({ locations }) => locations))],
    positions: changes.flatMap(({ positions }) => positions),
    shipments: some((one) => one.shipments),
    feeds: some((one) => one.feeds),
    masterData: some((one) => one.masterData),
    alerts: some((one) => one.alerts),
    transfers: some((one) => one.transfers),
  }
}
