/** Owns what the double's processes say to each other: messages, and the traffic of the ports that moved. */

export type Relay =
  | { double: 'message'; message: unknown; portIds: number[] }
  | { double: 'port'; portId: number; data: unknown }
  | { double: 'closePort'; portId: number }
