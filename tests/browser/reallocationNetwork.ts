/** Owns the small network of the reallocation test: a centre, a store that runs out, one that will be out, and some untouched. */
const DAY_MS = 86_400_000

export const CENTRE = { id: 'gln:9506000134369', gln: '9506000134369', name: 'Linz centre' } as const
/** Sells well and has nothing left. */
export const RECEIVER = { id: 'gln:9506000134352', gln: '9506000134352', name: 'Vienna Mitte' } as const
/** Will be supposed to be out. */
export const OUT = { id: 'gln:9506000134376', name: 'Graz' } as const
const UNTOUCHED = ['9506000134383', '9506000134390', '9506000134406', '9506000134413', '9506000134420']
export const SKUS = [
  { id: 'gtin:09506000134369', gtin: '09506000134369', name: 'Trail shoe 42' },
  { id: 'gtin:09506000134376', gtin: '09506000134376', name: 'Rain jacket M' },
] as const

/** Days of sales before today, and units a store sells of each SKU on each of them. */
const PAST_DAYS = 30
const SOLD_A_DAY = 3
export const CENTRE_UNITS = 120
const RECEIVER_UNITS = 4

type Told = [at: number, type: string, data: object]

/** CloudEvents, one a line, each dated as it says. */
export const dated = (told: readonly Told[], source: string): string =>
  told
    .map(([at, type, data], number) =>
      JSON.stringify({
        specversion: '1.0',
        id: `${source}-${number}-${at}`,
        source: `/tests/${source}`,
        type: `org.omnitower.${type}`,
        time: new Date(at).toISOString(),
        datacontenttype: 'application/json',
        data,
      }),
    )
    .join('\n')

const sellable = (location: string) => ({ location, disposition: 'sellable' })
export const sale = (location: string, sku: string, units: number, at: number): Told => [
  at,
  'StockMoved',
  { sku, units, from: sellable(location), to: 'customer' },
]

/** Master data, prices, a count of a month ago, and what has sold since. */
export function pastOf(now: number): string {
  const began = now - (PAST_DAYS + 1) * DAY_MS
  const places = [
    { ...CENTRE, kind: 'dc', latitude: 48.3, longitude: 14.28 },
    { ...RECEIVER, kind: 'store', latitude: 48.2, longitude: 16.37 },
    { ...OUT, kind: 'store', latitude: 47.07, longitude: 15.44 },
    ...UNTOUCHED.map((gln, index) => ({
      id: `gln:${gln}`,
      name: `Shop ${index + 1}`,
      kind: 'store',
      latitude: 46.6 + index * 0.1,
      longitude: 10.2 + index * 0.5,
    })),
  ]
  const told: Told[] = places.map(({ id, name, kind, latitude, longitude }) => [
    began,
    'LocationDescribed',
    { location: id, name, kind, latitude, longitude, country: 'AT', region: 'AT' },
  ])
  told.push([began, 'ChannelDescribed', { channel: 'web', name: 'Web shop' }])
  for (const { id, name } of SKUS) {
    told.push(
      [began, 'SkuDescribed', { sku: id, name, category: 'Outdoor', weightGrams: 700 }],
      [began, 'ListingShown', { channel: 'web', sku: id, active: true, priceMinor: 9000, currency: 'EUR' }],
    )
    for (const { id: location, kind } of places) {
      const sold = kind === 'dc' ? 0 : PAST_DAYS * SOLD_A_DAY
      const left = kind === 'dc' ? CENTRE_UNITS : RECEIVER_UNITS
      told.push([began, 'StockCounted', { sku: id, location, disposition: 'sellable', units: sold + left }])
      for (let day = kind === 'dc' ? 0 : PAST_DAYS; day >= 1; day -= 1) {
        told.push(sale(location, id, SOLD_A_DAY, now - day * DAY_MS + 3_600_000))
      }
    }
  }
  // Each place was heard of lately, so that its stock is not stale.
  for (const { id } of places) told.push([now - 60_000, 'StockCounted', countNow(id)])
  return dated(told, 'past')
}

const countNow = (location: string) => ({
  sku: SKUS[0].id,
  location,
  disposition: 'sellable',
  units: location === CENTRE.id ? CENTRE_UNITS : RECEIVER_UNITS,
})

/** What sold in the days after: at the receiver all that came, elsewhere what was left there. */
export function horizonOf(from: number, days: number, received: readonly number[]): string {
  const told: Told[] = []
  for (const [index, { id }] of SKUS.entries()) {
    for (const gln of [RECEIVER.gln, ...UNTOUCHED]) {
      const isReceiver = gln === RECEIVER.gln
      const total = isReceiver ? Math.min(received[index] ?? 0, days * SOLD_A_DAY) : 1
      for (let day = 0; day < days; day += 1) {
        const units = Math.floor((total * (day + 1)) / days) - Math.floor((total * day) / days)
        if (units > 0) told.push(sale(`gln:${gln}`, id, units, from + day * DAY_MS + 7_200_000))
      }
    }
  }
  return dated(told, 'horizon')
}

const item = (gtin: string) => `EA**UK*${gtin}`

/** An interchange of one set, as a warehouse sends it. */
export function interchange(set: '944' | '945', control: number, segments: readonly string[]): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '')
  const number = String(control).padStart(9, '0')
  return [
    `ISA*00*          *00*          *ZZ*${'WMS'.padEnd(15)}*ZZ*${'OMNITOWER'.padEnd(15)}*${day.slice(2)}*0001*U*00401*${number}*0*P*>`,
    `GS*${set === '945' ? 'SW' : 'RE'}*WMS*OMNITOWER*${day}*0001*${control}*X*004010`,
    `ST*${set}*0001`,
    ...segments,
    `SE*${segments.length + 2}*0001`,
    `GE*1*${control}`,
    `IEA*1*${number}`,
  ]
    .map((segment) => `${segment}~\n`)
    .join('')
}

interface Line {
  line: string
  gtin: string
  units: number
}

export const shippingAdvice = (transfer: string, lines: readonly Line[]): string =>
  interchange('945', 11, [
    `W06*F*${transfer}**S-${transfer}`,
    `N1*SF*${CENTRE.name}*UL*${CENTRE.gln}`,
    `N1*ST*${RECEIVER.name}*UL*${RECEIVER.gln}`,
    ...lines.flatMap(({ line, gtin, units }) => [
      `LX*${line}`,
      `W12*CC*${units}*${units}*0*${item(gtin)}`,
      `N9*LI*${line}`,
    ]),
  ])

export const receiptAdvice = (transfer: string, lines: readonly Line[]): string =>
  interchange('944', 12, [
    `W17*F**R-1*${transfer}*S-${transfer}`,
    `N1*WH*${RECEIVER.name}*UL*${RECEIVER.gln}`,
    `N1*SF*${CENTRE.name}*UL*${CENTRE.gln}`,
    ...lines.flatMap(({ line, gtin, units }) => [`W07*${units}*${item(gtin)}`, `N9*LI*${line}`]),
  ])
