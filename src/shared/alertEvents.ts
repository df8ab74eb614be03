/** Owns the events of alerts: what the rules found, what people did about it, and how rules are set. Decided here, never told by a feed. */
import { Type } from '@sinclair/typebox'
import { Id, oneOf, strict, Text } from './eventParts.ts'
import { ALERT_ACTS, ALERT_SEVERITIES, ALERT_STATES } from './vocabulary.ts'

const ShortText = Type.String({ maxLength: 500 })
/** What an alert is about, by word: `location`, `sku`, `channel`, `carrier`, `feed`, `region`, … */
export const AlertLabels = Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 512 }))

/** Something that the alert was judged by: a record, or a figure with where it can be opened. */
const Evidence = Type.Object(
  {
    /** What it is, in words, with its figure. */
    text: ShortText,
    /** Identity of the record, where it is one. */
    identity: Type.Optional(Id),
    /** Address of the screen that shows it. */
    link: Type.Optional(ShortText),
    at: Type.Optional(Type.Integer()),
  },
  strict,
)

/** What is at stake while nobody acts; absent members are not known, or have no meaning for the rule. */
const Impact = Type.Object(
  {
    units: Type.Optional(Type.Number()),
    valueMinor: Type.Optional(Type.Integer()),
    currency: Type.Optional(Type.String({ maxLength: 3 })),
    customers: Type.Optional(Type.Integer({ minimum: 0 })),
    promises: Type.Optional(Type.Integer({ minimum: 0 })),
    shipments: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  strict,
)

/** What to do, and the screen that it is done on, with the right filter in its address. */
const Action = Type.Object({ text: ShortText, link: ShortText }, strict)

export const AlertChanged = Type.Object(
  {
    type: Type.Literal('AlertChanged'),
    /** One spell of trouble of one rule with one subject. */
    alert: Id,
    rule: Id,
    subject: Type.String({ maxLength: 2000 }),
    state: oneOf(ALERT_STATES),
    severity: oneOf(ALERT_SEVERITIES),
    /** Time of the sources from which on it has held. */
    since: Type.Integer(),
    /** The latest time of the sources that it was judged by. */
    dataAsOf: Type.Integer(),
    /** Null: not known. */
    figure: Type.Union([Type.Number(), Type.Null()]),
    threshold: Type.Number(),
    labels: AlertLabels,
    summary: ShortText,
    evidence: Type.Array(Evidence, { maxItems: 20 }),
    impact: Impact,
    action: Type.Optional(Action),
    /** The alert that explains this one: it is kept, and nobody is called for it. */
    inhibitedBy: Type.Optional(Id),
  },
  { ...strict, description: 'A rule found an alert in another state.' },
)

/** Who did it, and as what. */
const who = { actor: Text, role: Text }

export const AlertActed = Type.Object(
  {
    type: Type.Literal('AlertActed'),
    alert: Id,
    act: oneOf(ALERT_ACTS),
    /** Whom it was assigned to; null: nobody. */
    owner: Type.Optional(Type.Union([Text, Type.Null()])),
    /** Snoozed until; null: no longer. */
    until: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    useful: Type.Optional(Type.Boolean()),
    why: Type.Optional(Text),
    ...who,
  },
  { ...strict, description: 'Somebody did something about an alert.' },
)

const Matcher = Type.Object(
  {
    /** A label, or `rule`, `severity`, `area`. */
    label: Type.String({ minLength: 1, maxLength: 64 }),
    values: Type.Array(Type.String({ maxLength: 512 }), { minItems: 1, maxItems: 1000 }),
  },
  strict,
)

export const AlertSilenceSet = Type.Object(
  {
    type: Type.Literal('AlertSilenceSet'),
    silence: Id,
    /** All of them must hold; none: every alert. */
    matchers: Type.Array(Matcher, { maxItems: 20 }),
    from: Type.Integer(),
    /** Null: until it is ended. */
    until: Type.Union([Type.Integer(), Type.Null()]),
    /** A mute window: only in these hours of the week. Absent: all the time. */
    weekly: Type.Optional(
      Type.Array(
        Type.Object(
          {
            weekday: Type.Integer({ minimum: 1, maximum: 7 }),
            from: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
            until: Type.String({ pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$' }),
          },
          strict,
        ),
        { minItems: 1, maxItems: 100 },
      ),
    ),
    /** IANA name of the zone of `weekly`. */
    timeZone: Type.Optional(Type.String({ maxLength: 64 })),
    why: Text,
    ...who,
  },
  {
    ...strict,
    description: 'Alerts that match call nobody meanwhile; they are found and kept all the same.',
  },
)

export const AlertSilenceEnded = Type.Object(
  { type: Type.Literal('AlertSilenceEnded'), silence: Id, ...who },
  { ...strict, description: 'A silence was ended.' },
)

/** Settings of a rule; what is left out is as the rule's definition says. */
export const AlertRuleSettings = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean()),
    severity: Type.Optional(oneOf(ALERT_SEVERITIES)),
    threshold: Type.Optional(Type.Number()),
    pendingMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_592_000_000 })),
    recoverMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_592_000_000 })),
    parameters: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Number())),
  },
  strict,
)

export const AlertRuleSet = Type.Object(
  {
    type: Type.Literal('AlertRuleSet'),
    rule: Id,
    settings: AlertRuleSettings,
    /** Settings for parts of the network; of those that match, the one with the most matchers counts, else the later in the list. */
    scoped: Type.Array(
      Type.Object(
        { matchers: Type.Array(Matcher, { minItems: 1, maxItems: 20 }), settings: AlertRuleSettings },
        strict,
      ),
      { maxItems: 200 },
    ),
    why: Text,
    ...who,
  },
  { ...strict, description: 'A rule was set anew, as a whole.' },
)

export const UserRuleSaved = Type.Object(
  {
    type: Type.Literal('UserRuleSaved'),
    /** `own:` and a name of its author's. */
    rule: Type.String({ pattern: '^own:[a-z0-9-]{1,64}$' }),
    title: Type.String({ minLength: 1, maxLength: 200 }),
    subjectKind: Id,
    /** Condition over the subject's figures (docs/alerts/own-rules.md). */
    expression: Type.String({ minLength: 1, maxLength: 2000 }),
    severity: oneOf(ALERT_SEVERITIES),
    pendingMs: Type.Integer({ minimum: 0, maximum: 2_592_000_000 }),
    recoverMs: Type.Integer({ minimum: 0, maximum: 2_592_000_000 }),
    enabled: Type.Boolean(),
    why: Text,
    ...who,
  },
  { ...strict, description: 'A user wrote a rule, or changed one.' },
)

export const UserRuleRemoved = Type.Object(
  { type: Type.Literal('UserRuleRemoved'), rule: Id, why: Text, ...who },
  { ...strict, description: "A user's rule was taken away; its alerts are resolved." },
)
