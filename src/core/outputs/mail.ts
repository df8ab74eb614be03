/** Owns mail: what changed since the last one, in plain text, by SMTP. */
import { createTransport } from 'nodemailer'
import { alertLink } from './alertLink.ts'
import { isLocalHost, type Delivery, type Send } from './output.ts'

const TIMEOUT_MS = 15_000
const WORDS = { critical: 'Critical', serious: 'Serious', warning: 'Warning' } as const

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

/** Subject and text of a mail. The most severe first; what is over at the end. */
export function mailOf(
  deliveries: readonly Delivery[],
  screens: string | null,
): { subject: string; text: string } {
  const ranks = { critical: 0, serious: 1, warning: 2 } as const
  const rank = ({ told, change }: Delivery) => (told === 'resolved' ? 3 : ranks[change.severity])
  const sorted = deliveries.toSorted((a, b) => rank(a) - rank(b))
  const firing = sorted.filter(({ told }) => told === 'firing')
  const [first] = sorted
  const subject =
    sorted.length === 1 && first
      ? `${first.told === 'firing' ? WORDS[first.change.severity] : 'Over'}: ${oneLine(first.change.summary)}`
      : [
          ...(firing.length > 0 ? [`${firing.length} new ${firing.length === 1 ? 'alert' : 'alerts'}`] : []),
          ...(firing.length < sorted.length ? [`${sorted.length - firing.length} over`] : []),
        ].join(', ')
  const blocks = sorted.map(({ told, change }) =>
    [
      `${told === 'firing' ? WORDS[change.severity] : 'Over'}: ${oneLine(change.summary)}`,
      `  since ${new Date(change.since).toISOString()} (data as of ${new Date(change.dataAsOf).toISOString()})`,
      ...(told === 'firing' && change.action ? [`  ${oneLine(change.action.text)}`] : []),
      ...(screens === null ? [] : [`  ${alertLink(screens, change.alert)}`]),
    ].join('\n'),
  )
  return { subject: `[Omnitower] ${subject}`, text: `${blocks.join('\n\n')}\n` }
}

/** A cause in words that names no secret: the library’s code and the server’s status. */
function faultOf(thrown: unknown): string {
  const { code, responseCode } = thrown as { code?: unknown; responseCode?: unknown }
  const status = typeof responseCode === 'number' ? `, status ${responseCode}` : ''
  return `the mail server did not take it (${typeof code === 'string' ? code : 'unknown'}${status})`
}

/** One mail for all. Beyond this machine only over TLS. */
export const sendMail: Send = async (settings, _output, deliveries, around) => {
  if (settings.kind !== 'email') return { delivered: false, fault: 'not a mailbox' }
  const { host, port, isTls, user, password, from, to } = settings
  const transport = createTransport({
    host,
    port,
    secure: isTls,
    requireTLS: !isTls && !isLocalHost(host),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // Nothing of a mail is read from files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({ from, to, ...mailOf(deliveries, around.screens()) })
    return { delivered: true }
  } catch (thrown) {
    return { delivered: false, fault: faultOf(thrown) }
  } finally {
    transport.close()
  }
}
