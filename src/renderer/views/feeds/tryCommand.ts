/** Owns the command that a newcomer can paste to send a feed's first record. */

export interface TryCommand {
  authentication: 'bearer' | 'hmac'
  feed: string
  key: string
  /** Origin of the host that listens, without a path. */
  origin: string
  /** Name of the CSV mapping; absent: EPCIS. */
  mapping?: string | undefined
  /** Columns of the mapping, for a file's first line. */
  columns?: readonly string[] | undefined
  eventId: string
  at: Date
}

/** One count of 24 pieces of GS1's own example product at its example location. */
export function sampleDocument(eventId: string, at: Date): string {
  const time = at.toISOString()
  return JSON.stringify(
    {
      '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate: time,
      epcisBody: {
        eventList: [
          {
            type: 'ObjectEvent',
            eventID: `urn:uuid:${eventId}`,
            eventTime: time,
            eventTimeZoneOffset: '+00:00',
            action: 'OBSERVE',
            bizStep: 'cycle_counting',
            disposition: 'sellable_accessible',
            bizLocation: { id: 'https://id.gs1.org/414/9506000134352' },
            quantityList: [{ epcClass: 'https://id.gs1.org/01/09506000134352', quantity: 24 }],
          },
        ],
      },
    },
    null,
    1,
  )
}

const line = (...parts: string[]) => parts.join(' \\\n  ')

export function tryCommand(options: TryCommand): string {
  const { feed, key, origin } = options
  if (options.authentication === 'hmac') {
    // The signature is over the very bytes that are sent, so both take them from one variable.
    return [
      `body='{"id":"evt_${options.eventId}","object":"Event","description":"tracker.updated","result":{"id":"trk_try","object":"Tracker","tracking_code":"TRY${options.eventId.slice(0, 8)}","carrier":"UPS","status":"in_transit","tracking_details":[]}}'`,
      `signature=$(printf %s "$body" | openssl dgst -sha256 -hmac '${key}' | sed 's/^.* //')`,
      line(
        `curl -sS -X POST '${origin}/feeds/${feed}'`,
        `-H 'Content-Type: application/json'`,
        `-H "X-Hmac-Signature: hmac-sha256-hex=$signature"`,
        `--data-binary "$body"`,
      ),
    ].join('\n')
  }
  if (options.mapping) {
    return line(
      `curl -sS -X POST '${origin}/feeds/${feed}'`,
      `-H 'Authorization: Bearer ${key}'`,
      `-H 'Content-Type: text/csv'`,
      `--data-binary @your-file.csv`,
    )
  }
  return line(
    `curl -sS -X POST '${origin}/capture'`,
    `-H 'Authorization: Bearer ${key}'`,
    `-H 'Content-Type: application/json'`,
    `-d '${sampleDocument(options.eventId, options.at)}'`,
  )
}
