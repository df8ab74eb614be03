/** Owns the sample network beside the hub: its feeds and keys, and the simulator that speaks only over the wire. */
import type { Engine } from '../core/engine.ts'
import { systemClock, type Logger } from '../core/platform.ts'
import { sampleFeeds } from '../simulation/sampleFeeds.ts'
import { TowerError } from '../shared/errors.ts'
import { localCaller } from './openFolder.ts'

export interface Sample {
  stop(): Promise<void>
}

/** One seed, so that every first run shows the same network. */
const SEED = 20_260_301

/** Starts the simulator against the address; without certificate trust it cannot speak to a hub behind TLS. */
export async function startSample(
  engine: Engine,
  address: string,
  certificate: string | null,
  logger: Logger,
): Promise<Sample | null> {
  if (certificate !== null) {
    logger.warn('The sample network is not started behind TLS; its data stays as it is')
    return null
  }
  const caller = localCaller()
  const status = (await engine.api.call('tower.status', {}, caller)) as { empty: boolean }
  const keys = await sampleKeys((path, input) => engine.api.call(path, input, caller))
  const { startSampleNetwork } = await import('../simulation/live.ts')
  const options = { address, keys, seed: SEED, clock: systemClock, logger }
  return startSampleNetwork(status.empty ? options : { ...options, historyDays: 0 })
}

/** Makes the sample's feeds where they are missing and turns the keys of those that are there. */
export async function sampleKeys(
  call: (path: string, input: unknown) => Promise<unknown>,
): Promise<Record<string, string>> {
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
