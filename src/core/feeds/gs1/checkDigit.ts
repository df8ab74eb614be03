/** Owns GS1 check digits (GS1 General Specifications, section 7.9). */

/** True where the text has only the digits 0 to 9 and is not empty. */
export function isDigits(text: string): boolean {
  if (text.length === 0) return false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 0x30 || code > 0x39) return false
  }
  return true
}

/** The check digit for a run of digits that lacks it: weights 3 and 1 from the right, up to the next ten. */
export function checkDigit(digits: string): string {
  let sum = 0
  let weight = 3
  for (let at = digits.length - 1; at >= 0; at -= 1) {
    sum += (digits.charCodeAt(at) - 0x30) * weight
    weight = 4 - weight
  }
  return String((10 - (sum % 10)) % 10)
}

/** True where the last digit is the check digit of those before it. */
export function hasCheckDigit(digits: string): boolean {
  return isDigits(digits) && checkDigit(digits.slice(0, -1)) === digits.slice(-1)
}
