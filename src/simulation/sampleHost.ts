/** Owns the sample network beside a host: its feeds and their keys, and the simulator that speaks only over the wire. */
import { systemClock, type Logger } from '../core/platform.ts'
import { TowerError } from '../shared/errors.ts'
import { startSampleNetwork, type SampleNetwork, type SampleNetworkOptions } from './live.ts'
import { sampleFeeds } from './sampleFeeds.ts'
import { bookedShelves } from './shelves.ts'
import { takeTransferOrders } from './sampleTransfers.ts'
import { unfinishedBusiness } from './unfinished.ts'

/** Makes a call of the contract as the host's own operator. */
export type HostCall = (path: string, input: unknown) => Promise<unknown>

/** One seed, so that every first run shows the same network. */
const SEED = 20_260_301

/** Starts the simulator against the host's address; history is played only into an empty ledger. */
export async function startSample(call: HostCall, address: string, logger: Logger): Promise<SampleNetwork> {
  const status = (await call('tower.status', {})) as { empty: boolean }
  const keys = await sampleKeys(call)
  const orders = await takeTransferOrders(call, logger)
  const options = { address, keys, seed: SEED, clock: systemClock, logger, transferOrders: orders.take }
  const network = status.empty ? startSampleNetwork(options) : goOn(call, options)
  return { ...network, stop: () => network.stop().finally(orders.close) }
}

/** What an earlier run left is taken up; its history is not played again. */
function goOn(call: HostCall, options: SampleNetworkOptions): SampleNetwork {
  return startSampleNetwork({
    ...options,
    historyDays: 0,
    unfinished: () => unfinishedBusiness(call),
    shelves: (location) => bookedShelves(call, location),
  })
}

/** Makes the sample's feeds where they are missing and turns the keys of those that are there. */
export async function sampleKeys(call: HostCall): Promise<Record<string, string>> {
  const keys: Record<string, string> = {}
  for (const feed of sampleFeeds()) {
    const made = (await call('feeds.create', feed).catch((thrown: unknown) => {
      if (thrown instanceof TowerError && thrown.code === 'conflict') {
        return call('feeds.rotateKey', { feed: feed.feed })
      }
      throw thrown
    })) as { key: string }
    keys[feed.feed] = made.key
  }
  return keys
}
