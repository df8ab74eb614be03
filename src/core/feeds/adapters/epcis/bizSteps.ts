/** Owns what each of CBV 2.0's 41 business steps does to stock. */
import type { Milestone } from '../../../../shared/vocabulary.ts'

/** Kinds of effect; `translate.ts` carries them out. */
export type StockEffect =
  | 'none'
  | 'receipt'
  | 'despatch'
  | 'despatchVoided'
  | 'sale'
  | 'dispensing'
  | 'count'
  | 'creation'
  | 'removal'
  | 'conditionChange'
  | 'repair'

export interface BizStepMeaning {
  effect: StockEffect
  /** What it means for stock, or why it means nothing. */
  meaning: string
  /** Step of the shipment, where the event names a despatch advice or bill of lading. */
  milestone?: Milestone
}

const none = (meaning: string, milestone?: Milestone): BizStepMeaning => ({
  effect: 'none',
  meaning,
  milestone,
})

const RECEIPT = 'adds to stock at the business location, in the condition that the disposition names'
const DESPATCH = 'takes from stock at the location into transit'
const CHANGE =
  'moves sellable stock into the condition that the disposition names; without such a disposition nothing changes'

export const BIZ_STEPS: Readonly<Record<string, BizStepMeaning>> = {
  accepting: {
    effect: 'receipt',
    meaning: `${RECEIPT}; CBV forbids it beside receiving, so one arrival counts once`,
    milestone: 'received',
  },
  arriving: none('at the location, but not yet in its stock: accepting or receiving adds it', 'arrived'),
  assembling: none('objects are joined and stay recognisable; a TransformationEvent tells what is used up'),
  collecting: none('picked up for disposal or reuse; no trade stock of the network is meant'),
  commissioning: {
    effect: 'creation',
    meaning:
      'objects come into being: with action ADD they are added at the business location, from the supplier account',
  },
  consigning: {
    effect: 'despatch',
    meaning: `${DESPATCH}; CBV forbids it beside departing, so one departure counts once`,
    milestone: 'departed',
  },
  creating_class_instance: {
    effect: 'creation',
    meaning:
      'more of a class is made: with action ADD it is added at the business location, from the supplier account',
  },
  cycle_counting: {
    effect: 'count',
    meaning: 'states what is there: a count for each SKU named, sellable where no disposition is given',
  },
  decommissioning: {
    effect: 'removal',
    meaning: 'the object loses its identity: leaves stock for the adjustment account (not with action ADD)',
  },
  departing: {
    effect: 'despatch',
    meaning: `${DESPATCH}; CBV forbids it beside shipping, so one departure counts once`,
    milestone: 'departed',
  },
  destroying: { effect: 'removal', meaning: 'leaves stock for the adjustment account (not with action ADD)' },
  disassembling: none('an object is taken apart; a TransformationEvent tells what comes out'),
  dispensing: {
    effect: 'dispensing',
    meaning:
      'with disposition dispensed the whole object goes to the customer; otherwise the amount is not known',
  },
  encoding: none('a tag is written; there is no object yet'),
  entering_exiting: none(
    'seen at the door with a customer; retail_selling tells of the sale, receiving of the return',
  ),
  holding: { effect: 'conditionChange', meaning: CHANGE },
  inspecting: {
    effect: 'conditionChange',
    meaning: `${CHANGE}; sellable_accessible, sellable_not_accessible and available move stock from inspection to sellable`,
  },
  installing: none('an object is put into another'),
  killing: none('a tag is switched off; the object stays'),
  loading: none('put onto a vehicle; departing or shipping takes it from stock'),
  other: { effect: 'conditionChange', meaning: CHANGE },
  packing: none('put into a container at the same place'),
  picking: none('selected for an order at the same place; the order line tells of the demand'),
  receiving: { effect: 'receipt', meaning: RECEIPT, milestone: 'received' },
  removing: none('an object is taken out of another'),
  repackaging: none('another packaging; a TransformationEvent tells where the trade item changes'),
  repairing: {
    effect: 'repair',
    meaning:
      'with disposition available, conformant, sellable_accessible or sellable_not_accessible, damaged stock becomes sellable',
  },
  replacing: none('an object is exchanged for another; which one leaves the event does not say'),
  reserving: none('identifiers are set aside for another party; no goods are meant'),
  retail_selling: {
    effect: 'sale',
    meaning:
      'sold: goes to the customer; with disposition returned it comes back from the customer for inspection',
  },
  sampling: none('a part is tested; the event does not say how much is used up'),
  sensor_reporting: none('a reading of a sensor'),
  shipping: {
    effect: 'despatch',
    meaning: `${DESPATCH}; CBV forbids it beside departing, so one departure counts once`,
    milestone: 'departed',
  },
  staging_outbound: none('waits for pick-up; departing or shipping takes it from stock'),
  stock_taking: {
    effect: 'count',
    meaning: 'states what is there: a count for each SKU named, sellable where no disposition is given',
  },
  stocking: none('made available within the location; it was in its stock before'),
  storing: none(
    'moved within the location; a change of condition is taken from inspecting or holding, so that it counts once',
  ),
  transporting: none('under way', 'inTransit'),
  unloading: none('taken off a vehicle; accepting or receiving adds it'),
  unpacking: none('taken out of a container at the same place'),
  void_shipping: {
    effect: 'despatchVoided',
    meaning: 'was not shipped after all: comes back from transit to the location',
    milestone: 'exception',
  },
}
