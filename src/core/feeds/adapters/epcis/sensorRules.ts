/** Owns the rules for sensor data in an event (EPCIS 2.0, section 7.3.7). */
import { COMPONENTS, MEASUREMENT_TYPES, SENSOR_ALERTS } from '../../gs1/vocabulary.ts'
import { instant, list, members, number, pattern, record, text, truth, uri, wordOrUri } from './checks.ts'

/** GS1's own words come bare in JSON, so that one meaning has one spelling. */
const CBV_SPELT_OUT = /^(?:urn:epcglobal:cbv|https?:\/\/ns\.gs1\.org\/cbv\/)/
const WEB_VOCABULARY_SPELT_OUT = /^https?:\/\/(?:www\.)?gs1\.org\/voc\//

const origin = { deviceID: uri, deviceMetadata: uri, rawData: uri, dataProcessingMethod: uri, bizRules: uri }

const metadata = record(members({ ...origin, time: instant, startTime: instant, endTime: instant }))

const report = record(
  members({
    ...origin,
    type: wordOrUri(MEASUREMENT_TYPES, WEB_VOCABULARY_SPELT_OUT, 'measurement type'),
    exception: wordOrUri(SENSOR_ALERTS, WEB_VOCABULARY_SPELT_OUT, 'sensor alert type'),
    time: instant,
    microorganism: uri,
    chemicalSubstance: uri,
    coordinateReferenceSystem: uri,
    value: number,
    component: wordOrUri(COMPONENTS, CBV_SPELT_OUT, 'component'),
    stringValue: text,
    booleanValue: truth,
    hexBinaryValue: pattern(/^[A-Fa-f0-9]+$/, 'hexadecimal digits, as F0F0'),
    uriValue: uri,
    minValue: number,
    maxValue: number,
    meanValue: number,
    sDev: number,
    percRank: number,
    percValue: number,
    uom: text,
  }),
  { required: ['type'] },
)

export const sensorElement = record(
  members({ sensorMetadata: metadata, sensorReport: list(report, { least: 1 }) }),
  {
    required: ['sensorReport'],
  },
)
