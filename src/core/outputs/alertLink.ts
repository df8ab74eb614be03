/** Owns the address of an alert's own page on the screens. */

/** @param screens where the screens are reached; null: nowhere */
export const alertLink = (screens: string | null, alert: string): string | null =>
  screens === null ? null : `${screens}/#/alerts/alert/${encodeURIComponent(alert)}`
