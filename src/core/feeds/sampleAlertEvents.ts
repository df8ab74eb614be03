/** Owns the hand-written examples of what is decided here about alerts. */
import type { EventOf } from '../../shared/events.ts'

type Decided =
  | 'AlertChanged'
  | 'AlertActed'
  | 'AlertSilenceSet'
  | 'AlertSilenceEnded'
  | 'AlertRuleSet'
  | 'UserRuleSaved'
  | 'UserRuleRemoved'

const store = 'gln:9506000134352'
const sku = 'gtin:09506000134352'

export const SAMPLE_ALERT_EVENTS: { readonly [K in Decided]: EventOf<K> } = {
  AlertChanged: {
    type: 'AlertChanged',
    alert: 'stockout:4f0c1d22be3f:1773100800000',
    rule: 'stockout',
    subject: `${store}\n${sku}`,
    state: 'firing',
    severity: 'serious',
    since: 1_773_100_800_000,
    dataAsOf: 1_773_100_800_000,
    figure: 0,
    threshold: 0,
    labels: { location: store, sku, region: 'ME' },
    summary: 'Rain jacket, blue, M is sold out at Harbour Street',
    evidence: [
      { text: 'The last 2 units were sold', identity: 'epcis:urn:uuid:4f0c', at: 1_773_100_800_000 },
    ],
    impact: { units: 6, valueMinor: 53_400, currency: 'USD' },
    action: { text: 'Send units from where they lie', link: '/what-if' },
  },
  AlertActed: {
    type: 'AlertActed',
    alert: 'stockout:4f0c1d22be3f:1773100800000',
    act: 'acknowledged',
    actor: 'ada',
    role: 'operator',
  },
  AlertSilenceSet: {
    type: 'AlertSilenceSet',
    silence: '2c0f4a0e-6a36-4d39-8e1e-0f5d1f1f9f10',
    matchers: [{ label: 'location', values: [store] }],
    from: 1_773_100_800_000,
    until: 1_773_187_200_000,
    weekly: [{ weekday: 7, from: '00:00', until: '24:00' }],
    timeZone: 'America/New_York',
    why: 'refit of the sales floor',
    actor: 'ada',
    role: 'operator',
  },
  AlertSilenceEnded: {
    type: 'AlertSilenceEnded',
    silence: '2c0f4a0e-6a36-4d39-8e1e-0f5d1f1f9f10',
    actor: 'ada',
    role: 'operator',
  },
  AlertRuleSet: {
    type: 'AlertRuleSet',
    rule: 'priceDifference',
    settings: { threshold: 2, pendingMs: 0 },
    scoped: [
      { matchers: [{ label: 'category', values: ['outerwear'] }], settings: { severity: 'critical' } },
    ],
    why: 'prices of jackets are agreed to the cent',
    actor: 'ada',
    role: 'administrator',
  },
  UserRuleSaved: {
    type: 'UserRuleSaved',
    rule: 'own:low-jackets',
    title: 'Few jackets',
    subjectKind: 'position',
    expression: 'atpUnits < 3.0 && category == "outerwear"',
    severity: 'warning',
    pendingMs: 600_000,
    recoverMs: 0,
    enabled: true,
    why: 'the season begins',
    actor: 'ada',
    role: 'operator',
  },
  UserRuleRemoved: {
    type: 'UserRuleRemoved',
    rule: 'own:low-jackets',
    why: 'the season is over',
    actor: 'ada',
    role: 'operator',
  },
}
