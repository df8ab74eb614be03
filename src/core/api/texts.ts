/** Owns what no schema can say of a caller's texts. */
import { TowerError } from '../../shared/errors.ts'

/** A text that does not survive being written as UTF-8 would be another one once it is read again. @throws TowerError */
export function checkTexts(input: Record<string, unknown>): void {
  for (const [field, value] of Object.entries(input)) {
    if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) {
      throw new TowerError('invalid', `${field}: holds characters that no text may have.`, { field })
    }
  }
}
