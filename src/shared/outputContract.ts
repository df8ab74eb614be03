/** Owns the contract's part about outputs: webhooks, Alertmanager receivers and mailboxes that are told of alerts. */
import { Type, type Static } from '@sinclair/typebox'
import { command, Id, nothing, oneOf, page, query, strict } from './contractParts.ts'
import type * as Outputs from './readModels/outputs.ts'

const Address = Type.String({ minLength: 1, maxLength: 2000, pattern: '^https?://[^\\s]+$' })
const Secret = Type.String({ minLength: 1, maxLength: 500 })
const Mailbox = Type.String({ minLength: 3, maxLength: 320, pattern: '^[^\\s@<>,;]+@[^\\s@<>,;]+$' })

/** How an output is reached. Secrets that are left out of a change stay as they are. */
export const OutputSettings = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('webhook'),
      url: Address,
      /** `whsec_` and the key in base64; absent for a new one: made here. */
      secret: Type.Optional(Type.String({ pattern: '^whsec_[A-Za-z0-9+/]{32,}={0,2}$', maxLength: 200 })),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('alertmanager'), url: Address, bearer: Type.Optional(Secret) }, strict),
  Type.Object(
    {
      kind: Type.Literal('email'),
      host: Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9.:-]+$' }),
      port: Type.Integer({ minimum: 1, maximum: 65_535 }),
      /** TLS from the first byte (port 465). Otherwise STARTTLS is asked for, and needed beyond this machine. */
      isTls: Type.Boolean(),
      user: Type.Optional(Type.String({ minLength: 1, maxLength: 320 })),
      password: Type.Optional(Secret),
      from: Mailbox,
      to: Type.Array(Mailbox, { minItems: 1, maxItems: 50 }),
    },
    strict,
  ),
])
export type OutputSettings = Static<typeof OutputSettings>

export const DELIVERY_STATUSES = ['held', 'waiting', 'delivered', 'dead'] as const

const Matchers = Type.Array(
  Type.Object(
    {
      label: Type.String({ minLength: 1, maxLength: 64 }),
      values: Type.Array(Type.String({ maxLength: 512 }), { minItems: 1, maxItems: 1000 }),
    },
    strict,
  ),
  { maxItems: 20 },
)

export const outputContract = {
  'outputs.list': query<{ outputs: Outputs.OutputRow[] }>()(nothing),
  /** What is told, was told or could not be told, the latest first. */
  'outputs.deliveries': query<Outputs.DeliveryPage>()(
    Type.Object(
      { ...page, output: Type.Optional(Id), status: Type.Optional(oneOf(DELIVERY_STATUSES)) },
      strict,
    ),
  ),
  /** Makes an output, or changes the one that is named. */
  'outputs.save': command<Outputs.OutputSaved>()(
    Type.Object(
      {
        output: Type.Optional(Id),
        name: Type.String({ minLength: 1, maxLength: 100 }),
        enabled: Type.Boolean(),
        /** All must hold for an alert to be told; none: every alert. */
        matchers: Matchers,
        settings: OutputSettings,
      },
      strict,
    ),
  ),
  'outputs.remove': command<{ output: string }>()(Type.Object({ output: Id }, strict)),
  /** Sends a message that says that it is a test. */
  'outputs.test': command<{ delivered: boolean; fault: string | null }>()(
    Type.Object({ output: Id }, strict),
  ),
  /** Tries again what was given up. */
  'outputs.retry': command<{ retried: number }>()(
    Type.Object(
      { output: Id, deliveries: Type.Optional(Type.Array(Type.Integer(), { maxItems: 500 })) },
      strict,
    ),
  ),
} as const
