/** Owns what a figure is that conditions look at: its name, its type, its value. */

export interface OwnFigure {
  name: string
  type: 'number' | 'text' | 'boolean'
  /** What it is, in a few words, with its unit. */
  title: string
  /** It changes as time passes, without an event. */
  ages?: true
}

/** Value of a figure; null: not known. */
export type FigureValue = number | string | boolean | null
