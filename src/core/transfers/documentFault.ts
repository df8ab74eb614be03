/** Owns the way in which a document cannot be written: in words that name what stands in the way. */

/** Thrown where a document would be wrong if it were written; its message says of what and why. */
export class DocumentFault extends Error {
  override name = 'DocumentFault'
}
