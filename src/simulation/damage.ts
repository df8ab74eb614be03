/** Owns how a record is damaged on purpose, so that a tower must refuse it and can name the field at fault. */
import type { Random } from '../core/platform.ts'
import { pick } from './randomness.ts'
import type { Emission } from './world.ts'

const EPCIS_DAMAGES: ((text: string) => string)[] = [
  (text) => text.replace(/"quantity":(\d+)/, '"quantity":"$1"'),
  (text) => text.replace('"action":"OBSERVE"', '"action":"SOLD"'),
  (text) => text.replace(/"eventTime":"[^"]*"/, '"eventTime":"yesterday"'),
  (text) => text.replace(/"eventTimeZoneOffset":"[^"]*",/, ''),
]

const CLOUDEVENT_DAMAGES: ((text: string) => string)[] = [
  (text) => text.replace(/"time":"[^"]*"/, '"time":"yesterday"'),
  (text) => text.replace(/"specversion":"1.0",/, '"specversion":"0.2",'),
  (text) => text.replace(/"order":"([^"]*)"/, '"order":7').replace(/"customer":"([^"]*)"/, '"customer":7'),
]

/** The record as a broken system would have written it. */
export function damagedText(random: Random, emission: Emission): string {
  switch (emission.format) {
    case 'epcis':
      return pick(random, EPCIS_DAMAGES)(emission.text)
    case 'x12':
      // Month 13 of the status date.
      return emission.text.replace(/(AT7(?:\*[^*~]*){4}\*\d{4})\d{4}/, (_, start: string) => `${start}1399`)
    case 'cloudevents': {
      const damaged = pick(random, CLOUDEVENT_DAMAGES)(emission.text)
      return damaged === emission.text ? CLOUDEVENT_DAMAGES[0]!(damaged) : damaged
    }
    case 'easypost':
      return emission.text.replace(/"tracking_code":"[^"]*",/, '')
  }
}
