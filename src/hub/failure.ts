/** Owns how a command fails: wrong usage ends with 2, anything found wrong with 1. */

/** What the user gave cannot be worked with. */
export class WrongUsage extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WrongUsage'
  }
}

/** A failure whose sentence is all that a user needs; no stack is shown. */
export class CommandFailed extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CommandFailed'
  }
}
