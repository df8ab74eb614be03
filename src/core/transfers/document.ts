/** Owns which writer makes which document. */
import { createHash } from 'node:crypto'
import type { DocumentKind } from '../../shared/readModels/transfers.ts'
import type { DocumentContent } from '../ledger/transferActs.ts'
import { drawAhead } from './barcodes.ts'
import { DocumentFault } from './documentFault.ts'
import { epcisNotice } from './epcisNotice.ts'
import { pickList } from './pickList.ts'
import { printable } from './printable.ts'
import { shipNotice856 } from './shipNotice856.ts'
import { shippingOrder940 } from './shippingOrder940.ts'

const WRITERS: Readonly<Record<DocumentKind, (content: DocumentContent) => string>> = {
  x12Order940: shippingOrder940,
  x12ShipNotice856: shipNotice856,
  epcis: epcisNotice,
  pickList,
  printable,
}

export type Written =
  { body: string; sha256: string; fault: null } | { body: null; sha256: null; fault: string }

/** Writes a document of its frozen content: the same content gives the same bytes. */
export async function writeDocument(kind: DocumentKind, content: DocumentContent): Promise<Written> {
  if (kind === 'printable') await drawAhead(content.lines.map(({ sku }) => sku))
  try {
    const body = WRITERS[kind](content)
    return { body, sha256: createHash('sha256').update(body).digest('hex'), fault: null }
  } catch (thrown) {
    // Whatever it is, one document that cannot be written holds up no other.
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    const fault = thrown instanceof DocumentFault ? why : `It cannot be written: ${why}`
    return { body: null, sha256: null, fault }
  }
}
