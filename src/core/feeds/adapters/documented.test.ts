/** Proves that the pages of docs/feeds list what the code knows: codes, statuses, mappings, and a mapping that loads. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkMapping } from './csv/mappingCheck.ts'
import { loadMappings } from './csv/mappingFiles.ts'
import { STATUS_DETAILS, STATUSES } from './easypost/statuses.ts'
import { FULFILLMENT_STATUSES, SHIPMENT_STATUSES } from './shopify/fulfillments.ts'
import { ORDER_STATES as SHOPIFY_STATES } from './shopify/listings.ts'
import { CANCEL_REASONS } from './shopify/orders.ts'
import { ORDER_STATES as WOOCOMMERCE_STATES } from './woocommerce/listings.ts'
import { ADJUSTMENTS, CONDITIONS } from './x12/conditionCodes.ts'
import { SHORT_CODES } from './x12/orderStatusCodes.ts'
import { APPOINTMENT_CODES, STATUS_CODES } from './x12/statusCodes.ts'

const root = join(import.meta.dirname, '../../../..')
const page = (name: string) => readFileSync(join(root, 'docs/feeds', name), 'utf8')
const unlisted = (text: string, names: Iterable<string>) =>
  [...names].filter((name) => !new RegExp(`^\\| ${name} +\\|`, 'm').test(text))

it('every code of X12 and every word of EasyPost has its row', () => {
  expect(unlisted(page('x12.md'), [...STATUS_CODES.keys(), ...APPOINTMENT_CODES.keys()])).toEqual([])
  expect(unlisted(page('easypost.md'), [...STATUSES.keys(), ...STATUS_DETAILS.keys()])).toEqual([])
})

it('every condition of a 944 and every reason of a 947 has its row', () => {
  expect(unlisted(page('x12-warehouse.md'), [...CONDITIONS.keys(), ...ADJUSTMENTS.keys()])).toEqual([])
})

it('every code of a 945 stands with what becomes of the short units', () => {
  const rows = page('x12-orders.md').split('\n')
  const outcomes = { open: 'stay open', stock: 'by stock', calledOff: 'by whom is not told' }
  for (const [code, { rest }] of SHORT_CODES) {
    const row = rows.find((line) =>
      new RegExp(`^\\|[^|]*\\b${code}\\b[^|]*\\| .*(stay open|cancelled)`).test(line),
    )
    expect([code, row?.includes(outcomes[rest])]).toEqual([code, true])
  }
})

it('every status and reason of Shopify has its row', () => {
  const words = [...FULFILLMENT_STATUSES.keys(), ...SHIPMENT_STATUSES.keys(), ...CANCEL_REASONS.keys()]
  expect(unlisted(page('shopify.md'), words)).toEqual([])
  expect(unlisted(page('shopify.md'), SHOPIFY_STATES.keys())).toEqual([])
  expect(unlisted(page('woocommerce.md'), WOOCOMMERCE_STATES.keys())).toEqual([])
})

it('every shipped mapping has its row, and the example is a sound mapping', () => {
  const text = page('csv.md')
  const { infos } = loadMappings([{ path: join(root, 'resources/mappings'), source: 'shipped' }])
  expect(
    unlisted(
      text,
      infos.map(({ name }) => name),
    ),
  ).toEqual([])
  const example: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '')
  expect(checkMapping(example)).toEqual({ mapping: example })
})
