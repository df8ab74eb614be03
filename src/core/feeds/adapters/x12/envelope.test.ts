/** Proves how separators are read from an interchange header, however its lines end and what was left out of it. */
import { describe, expect, it } from 'vitest'
import { interchangeOf, PO, read, recordOf, refusalOf } from './interchange.fixture.ts'

const sound = interchangeOf('850', PO)
const events = JSON.stringify(recordOf(sound).events)

describe('an interchange', () => {
  it.each([
    ['on one line', sound.replaceAll('\n', '')],
    ['with CRLF', sound.replaceAll('\n', '\r\n')],
    ['indented', sound.replaceAll('\n', '\r\n\t    ')],
    ['after a byte-order mark that was kept', `\uFEFF${sound}`],
    ['after blank lines', `\n\r\n  ${sound}\n\n`],
    ['with line ends as terminators', sound.replaceAll('~', '')],
    ['with CRLF as terminators', sound.replaceAll('~', '').replaceAll('\n', '\r\n')],
    ['with blanks before the line ends that terminate', sound.replaceAll('~\n', '  \r\n').replace(/~$/, '')],
    ['with ISA16 left out', sound.replace('*P*>~', '*P*~')],
    ['with other separators', sound.replaceAll('*', '|').replaceAll('~', '\u2026').replaceAll('>', ':')],
    ['with ~ between elements', sound.replaceAll('~', '}').replaceAll('*', '~')],
    ['wrapped at 80 characters', sound.replaceAll('\n', '').replace(/(.{80})/g, '$1\r\n')],
  ])('%s is read alike', (_, text) => {
    expect(JSON.stringify(recordOf(text).events)).toBe(events)
  })

  it('that is cut off anywhere gives no record, and its text is kept with the reason', () => {
    for (let length = 4; length < sound.length - 1; length += 7) {
      const readings = read(sound.slice(0, length))
      expect(new Set(readings.map(({ outcome }) => outcome))).toEqual(new Set(['refused']))
      expect(readings[0]?.raw).not.toBe('')
    }
  })

  it.each([
    ['SE01', /SE\*\d+/, 'SE*99'],
    ['SE02', /(SE\*\d+)\*0001/, '$1*0002'],
    ['GE01', 'GE*1*', 'GE*2*'],
    ['GE02', 'GE*1*42', 'GE*1*43'],
    ['IEA01', 'IEA*1*', 'IEA*0*'],
    ['IEA02', 'IEA*1*000000042', 'IEA*1*000000043'],
  ])('with a wrong %s is refused by that name', (field, from, to) => {
    expect(refusalOf(sound.replace(from, to)).field).toBe(field)
  })

  it('brings a 997 to nothing but its name, and the sets beside it in', () => {
    const mixed = `${interchangeOf('997', ['AK1*PO*42', 'AK9*A*1*1*1'])}\n${sound}`
    const [refused, taken] = read(mixed)
    expect(refused).toMatchObject({
      outcome: 'refused',
      field: 'ST01',
      reason: 'X12 997 is not read yet; 214, 850, 856, 940, 944, 945 and 947 are',
    })
    expect(taken?.outcome).toBe('record')
  })
})
