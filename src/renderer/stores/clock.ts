/** Owns the passing of time on the screen: one tick a second for all that shows an age. */
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = Date.now()
/** Engine's clock minus this device's, in milliseconds, so that ages do not depend on a clock that is wrong here. */
let offsetMs = 0

const tick = () => {
  now = Date.now() + offsetMs
  for (const listener of listeners) listener()
}
const listen = (listener: () => void) => {
  listeners.add(listener)
  timer ??= setInterval(tick, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Takes over the engine's idea of now. */
export function setEngineNow(engineNow: number): void {
  offsetMs = engineNow - Date.now()
}

/** The time now by the engine's clock, a second old at most. */
export function clockNow(): number {
  return timer ? now : Date.now() + offsetMs
}

/** What `show` makes of now; the component renders again only when that changes. */
export function useNow<T extends string | number | boolean>(show: (now: number) => T): T {
  return useSyncExternalStore(listen, () => show(now))
}
