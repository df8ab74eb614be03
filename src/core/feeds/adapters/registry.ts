/** Owns the ordered list of formats, and which of them a message is of. */
import type { Adapter, MessageText } from '../adapter.ts'
import { cloudeventsAdapter } from './cloudevents/adapter.ts'
import { createCsvAdapter } from './csv/adapter.ts'
import type { CsvMapping } from './csv/mapping.ts'
import { easypostAdapter } from './easypost/adapter.ts'
import { epcisAdapter } from './epcis/epcisAdapter.ts'
import { shopifyAdapter } from './shopify/adapter.ts'
import { woocommerceAdapter } from './woocommerce/adapter.ts'
import { x12Adapter } from './x12/adapter.ts'

/** Every adapter in the order in which they are asked: the most telling beginnings first, any table of text last. */
export function createAdapters(mappings: readonly CsvMapping[]): readonly Adapter[] {
  return [
    epcisAdapter,
    x12Adapter,
    easypostAdapter,
    cloudeventsAdapter,
    shopifyAdapter,
    woocommerceAdapter,
    createCsvAdapter(mappings),
  ]
}

/** The first adapter that knows the message by its content; undefined where none does. */
export function recognise(adapters: readonly Adapter[], message: MessageText): Adapter | undefined {
  return adapters.find((adapter) => adapter.recognise(message))
}
