/** Owns up to what roles may approve transfers where nothing else is set. */

/** Null: without limit. */
export interface ApprovalLimit {
  valueMinor: number | null
  distanceKm: number | null
  /** Hours after which a request has to be confirmed anew. */
  ageHours: number
}

/** Value in minor units of the transfer's currency, e.g. 5,000.00. Roles that are not here approve nothing. */
export const DEFAULT_LIMITS: Readonly<Record<string, ApprovalLimit>> = {
  operator: { valueMinor: 500_000, distanceKm: 500, ageHours: 24 },
  administrator: { valueMinor: null, distanceKm: null, ageHours: 24 },
}
export const NO_APPROVALS: ApprovalLimit = { valueMinor: 0, distanceKm: 0, ageHours: 24 }

/** A limit of their own goes before that of the role. */
export const limitFor = (
  set: (holder: string) => ApprovalLimit | undefined,
  actor: string,
  role: string,
): ApprovalLimit => set(`actor:${actor}`) ?? set(role) ?? DEFAULT_LIMITS[role] ?? NO_APPROVALS
