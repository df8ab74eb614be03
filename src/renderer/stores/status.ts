/** Owns the tower's own status: followed once for the whole window, shared by every screen. */
import { createContext, useContext, useEffect, useRef } from 'react'
import type { TowerStatus } from '../../shared/readModels/tower.ts'
import { forgetNetwork, useTowerStream } from './engine.ts'
import { setEngineNow } from './clock.ts'

const latest = (_last: TowerStatus, next: TowerStatus) => next
const nothing = {}

/** Follows the status; to be used once, by the shell. */
export function useTowerStatusStream(): TowerStatus | undefined {
  const { value } = useTowerStream('tower.live', nothing, latest)
  const network = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (!value) return
    setEngineNow(value.now)
    if (network.current !== undefined && network.current !== value.network) forgetNetwork()
    network.current = value.network
  }, [value])
  return value
}

export const StatusContext = createContext<TowerStatus | undefined>(undefined)

export function useTowerStatus(): TowerStatus | undefined {
  return useContext(StatusContext)
}
