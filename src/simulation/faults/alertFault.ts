/** Owns what a labelled fault of an alert rule's kind is: how it strikes the network, and what is said of it in the labels. */
import type { CanonicalEvent } from '../../shared/events.ts'
import type { Random } from '../../core/platform.ts'
import type { ChannelSystems } from '../channels/channelSystems.ts'
import type { Network } from '../network.ts'
import type { PostRoom } from '../postRoom.ts'
import type { World } from '../world.ts'
import type { SubjectLabels } from './faultLabel.ts'

/** What a fault did, told by the fault itself as it strikes. */
export interface Strike {
  /** Those labels of the alert by which it can be found; nothing that is not known. */
  labels: SubjectLabels
  /** When the trouble begins, by event time. Default: the time of the strike. */
  at?: number
  /** When a tower can know of it at the earliest: pending and grace as documented for the rule have passed. */
  detectableAt: number
  /** When it is mended; null: not within this run. */
  until: number | null
  /** What a tower should make of it, in words. */
  expect: string
  /** Other rules that may fire about what these labels name, and be right. */
  mayAlso?: readonly string[]
}

/** What a fault may use. Times are simulated, in milliseconds since 1970. */
export interface Stage {
  world: World
  network: Network
  channels: ChannelSystems
  /** The way out of every system: hold back, repeat, damage, change what is sent. */
  post: PostRoom
  /** Dice of this kind of fault alone. */
  random: Random
  /** Whether it happens in front of somebody: then it is to be over after minutes. */
  isLive: boolean
  /** Milliseconds that a fault lasts, drawn between hours; minutes instead when live. */
  lasting(lowHours: number, highHours: number): number
  /**
   * Takes a subject for this fault, so that no other fault touches it. Two subjects touch where every label that both have
   * is the same, and they share one: `{location}` touches `{location, sku}` of it. @returns false where it is taken
   */
  reserve(labels: SubjectLabels): boolean
  /** Draws until a subject is free and reserved; undefined after a hundred tries. `draw` may answer undefined. */
  drawFree<T>(draw: () => T | undefined, labels: (drawn: T) => SubjectLabels): T | undefined
  later(at: number, run: (at: number) => void): void
  /**
   * Writes one CloudEvent over a feed: several events are one record. @param occurredAt by the source, where it is not now
   * @param subject groups it with others for the post room: an order, a location's GLN; default: the feed
   */
  tell(
    feed: string,
    at: number,
    events: readonly CanonicalEvent[],
    more?: { occurredAt?: number; subject?: string },
  ): void
}

export interface AlertFault {
  /** A name of its own, e.g. `priceInOneChannel`. */
  kind: string
  /** The rule that it should raise; of a look-alike: the rule that it must not raise. */
  rule: string
  /** Must raise nothing. */
  lookAlike?: true
  /** Strikes in the live demo too: seen at once, mended in minutes. */
  live?: true
  /** How often it strikes against the others. Default 1. */
  weight?: number
  /** Hours of the run that it needs before it, and after it. Default 0. */
  hoursBefore?: number
  hoursAfter?: number
  /**
   * Does it. What happens later it puts on the schedule, mending too. @returns what it did; null where nothing fits now
   */
  strike(stage: Stage, at: number): Strike | null
}
