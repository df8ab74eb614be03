/** Owns the sample network beside the hub: where it can speak to the hub, and as whom its feeds are made. */
import type { Engine } from '../core/engine.ts'
import type { Logger } from '../core/platform.ts'
import { localCaller } from './openFolder.ts'

export interface Sample {
  stop(): Promise<void>
}

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
  const { startSample: start } = await import('../simulation/sampleHost.ts')
  return start((path, input) => engine.api.call(path, input, caller), address, logger)
}
