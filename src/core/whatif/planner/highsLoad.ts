/** Owns the loading of HiGHS, a solver of linear and mixed-integer models compiled to WebAssembly; it blocks its thread. */
import loadModule from 'highs'

export type Highs = Awaited<ReturnType<typeof loadModule>>

let loaded: Promise<Highs> | null = null

/** One instance for each thread; its memory grows with its largest model and stays. */
export function loadHighs(): Promise<Highs> {
  loaded ??= loadModule()
  return loaded
}
