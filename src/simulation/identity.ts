/** Owns the simulator's identities: GS1 keys with their check digits, in both spellings, and repeatable event ids. */
import { hash } from 'node:crypto'

/** The GS1 check digit of a key without it (GS1 General Specifications, section 7.9.1). */
export function gs1CheckDigit(digits: string): number {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const weight = (digits.length - index) % 2 === 1 ? 3 : 1
    sum += weight * (digits.charCodeAt(index) - 48)
  }
  return (10 - (sum % 10)) % 10
}

function withCheckDigit(digits: string): string {
  return `${digits}${gs1CheckDigit(digits)}`
}

export interface LocationKey {
  gln: string
  /** `urn:epc:id:sgln:…` without extension. */
  urn: string
  /** `https://id.gs1.org/414/…`. */
  digitalLink: string
}

/** The key of a company's location: GLN-13, EPC URN and GS1 Digital Link of one thing. */
export function locationKey(companyPrefix: string, reference: number): LocationKey {
  const digits = String(reference).padStart(12 - companyPrefix.length, '0')
  const gln = withCheckDigit(companyPrefix + digits)
  return {
    gln,
    urn: `urn:epc:id:sgln:${companyPrefix}.${digits}.0`,
    digitalLink: `https://id.gs1.org/414/${gln}`,
  }
}

/** A party's key, as EPCIS sources of type owning_party name it. */
export function partyUrn(companyPrefix: string, reference: number): string {
  return `urn:epc:id:pgln:${companyPrefix}.${String(reference).padStart(12 - companyPrefix.length, '0')}`
}

export interface ItemKey {
  gtin: string
  /** The class of all its units: `urn:epc:idpat:sgtin:….*`. */
  urn: string
  /** `https://id.gs1.org/01/…`. */
  digitalLink: string
}

/** The key of a trade item with indicator 0: GTIN-14, EPC class URN and GS1 Digital Link. */
export function itemKey(companyPrefix: string, reference: number): ItemKey {
  const digits = String(reference).padStart(12 - companyPrefix.length, '0')
  const gtin = withCheckDigit(`0${companyPrefix}${digits}`)
  return {
    gtin,
    urn: `urn:epc:idpat:sgtin:${companyPrefix}.0${digits}.*`,
    digitalLink: `https://id.gs1.org/01/${gtin}`,
  }
}

/** Names things in order: the same run gives the same ids, another seed or start gives others. */
export interface IdSource {
  /** 32 hexadecimal digits. */
  hex(): string
  /** A UUID of version 8 (RFC 9562: made by a rule of our own). */
  uuid(): string
}

export function idSource(run: string): IdSource {
  let serial = 0
  const hex = () => hash('sha256', `${run}/${serial++}`, 'hex').slice(0, 32)
  return {
    hex,
    uuid() {
      const digits = hex()
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`
    },
  }
}
