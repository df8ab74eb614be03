/** Owns the body that Prometheus's Alertmanager posts to webhook receivers (version 4), so that what takes its alerts takes ours. */
import { createHash } from 'node:crypto'
import { alertLink } from './alertLink.ts'
import { post } from './httpPost.ts'
import type { Delivery, Send } from './output.ts'

/** How Alertmanager writes that an alert has not ended. */
const NO_END = '0001-01-01T00:00:00Z'

/** Label names that the data model allows: letters, digits and underscores. */
const labelName = (name: string) => name.replaceAll(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d)/, '_')

function labelsOf({ change }: Delivery): Record<string, string> {
  const own = Object.entries(change.labels).map(([name, value]) => [labelName(name), value])
  return {
    ...Object.fromEntries(own),
    alertname: change.rule,
    severity: change.severity,
    job: 'omnitower',
  }
}

/** Those entries that all of them share. */
function common(maps: readonly Record<string, string>[]): Record<string, string> {
  const [first = {}, ...others] = maps
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((other) => other[name] === value)),
  )
}

/** A key that tells alerts apart and is the same at firing and resolving: of the rule and what it is about. */
const fingerprint = ({ rule, subject }: Delivery['change']): string =>
  createHash('sha256').update(`${rule}\n${subject}`).digest('hex').slice(0, 16)

/**
 * The body for alerts of one rule. Members and their spelling as in
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config.
 * @param receiver the output's name
 */
export function alertmanagerBody(receiver: string, deliveries: readonly Delivery[], screens: string | null) {
  const externalURL = screens ?? 'urn:omnitower'
  const alerts = deliveries.map((delivery) => {
    const { change, told, queuedAt } = delivery
    const labels = labelsOf(delivery)
    return {
      status: told,
      labels,
      annotations: {
        summary: change.summary,
        ...(change.action ? { action: change.action.text } : {}),
      } as Record<string, string>,
      startsAt: new Date(change.since).toISOString(),
      endsAt: told === 'resolved' ? new Date(queuedAt).toISOString() : NO_END,
      generatorURL: alertLink(screens, change.alert) ?? externalURL,
      fingerprint: fingerprint(change),
    }
  })
  const groupLabels = { alertname: deliveries[0]?.change.rule ?? '' }
  return {
    version: '4',
    groupKey: `{}:{alertname="${groupLabels.alertname}"}`,
    truncatedAlerts: 0,
    // As there: firing while any of the group fires.
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    receiver,
    groupLabels,
    commonLabels: common(alerts.map(({ labels }) => labels)),
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    externalURL,
    alerts,
  }
}

/** One request for all, which are of one rule. */
export const sendToAlertmanager: Send = async (settings, { name }, deliveries, around) => {
  if (settings.kind !== 'alertmanager') return { delivered: false, fault: 'not an Alertmanager receiver' }
  return post(
    settings.url,
    JSON.stringify(alertmanagerBody(name, deliveries, around.screens())),
    {
      'content-type': 'application/json',
      ...(settings.bearer === undefined ? {} : { authorization: `Bearer ${settings.bearer}` }),
    },
    around.now(),
  )
}
