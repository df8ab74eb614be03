/** Owns the number of the store's layout, so that a kept store of an older one is not taken. */
import { MIGRATIONS } from '../../core/ledger/migrations.ts'

export const latestLayout = (): number => MIGRATIONS.at(-1)?.version ?? 0
