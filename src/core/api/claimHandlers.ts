/** Owns the commands about claims: what a schema cannot say of their input, then the ledger's decision. */
import { TowerError } from '../../shared/errors.ts'
import { toMicrounits } from '../../shared/units.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Handlers } from './handler.ts'
import { checkTexts } from './texts.ts'

const invalid = (field: string, why: string) => new TowerError('invalid', `${field}: ${why}.`, { field })

export function claimHandlers(
  decide: Ledger['decide'],
): Pick<Handlers, 'claims.take' | 'claims.release' | 'claims.confirm'> {
  return {
    async 'claims.take'(input, { actor }) {
      const { claim, order, line = null, sku, location, units, kind, expiresInSeconds } = input
      checkTexts(input)
      if (kind === 'soft' && expiresInSeconds === undefined)
        throw invalid('expiresInSeconds', 'a soft claim ends at a time')
      if (kind === 'firm' && expiresInSeconds !== undefined)
        throw invalid('expiresInSeconds', 'a firm claim does not run out')
      const microunits = toMicrounits(units)
      if (microunits === undefined || microunits === 0)
        throw invalid('units', 'are finer than a millionth of a unit')
      const expiresInMs = expiresInSeconds === undefined ? null : expiresInSeconds * 1000
      return decide({ kind: 'takeClaim', claim, order, line, sku, location, microunits, expiresInMs, actor })
    },
    async 'claims.release'(input, { actor }) {
      checkTexts(input)
      return decide({ kind: 'releaseClaim', ...input, actor })
    },
    async 'claims.confirm'({ claim }, { actor }) {
      return decide({ kind: 'confirmClaim', claim, actor })
    },
  }
}
