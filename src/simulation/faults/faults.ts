/** Owns the list of labelled faults and look-alikes: each area has its own. */
import type { AlertFault } from './alertFault.ts'
import { CHANNEL_FAULTS } from './channels/channelFaults.ts'
import { FEED_FAULTS } from './feeds/feedFaults.ts'
import { SPEED_FAULTS } from './speed/speedFaults.ts'
import { STOCK_FAULTS } from './stock/stockFaults.ts'

export const ALERT_FAULTS: readonly AlertFault[] = [
  ...CHANNEL_FAULTS,
  ...STOCK_FAULTS,
  ...SPEED_FAULTS,
  ...FEED_FAULTS,
]
