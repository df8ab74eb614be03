/** Owns the printed transfer: a page without scripts that a browser prints on A4 or Letter, with barcodes. */
import { createHash } from 'node:crypto'
import type { DocumentContent, DocumentPlace } from '../ledger/transferActs.ts'
import { articleOf } from './articleNumbers.ts'
import { numberCode, skuCode } from './barcodes.ts'
import { totalUnits } from './shippingOrder940.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it may stand in an element or a quoted attribute. Controls become blanks. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll(/[&<>"']/g, (one) => ENTITIES[one] ?? '')

/** The table's head is printed again on each page, a row is never cut in two, and pages are numbered. */
const STYLE = `
@page { margin: 14mm 12mm 16mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 9pt sans-serif } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 186mm; padding: 4mm 0; font: 10pt/1.35 system-ui, sans-serif; color: #000; background: #fff }
h1 { margin: 0; font-size: 16pt }
header { display: flex; justify-content: space-between; gap: 8mm; align-items: flex-start }
dl { display: grid; grid-template-columns: 1fr 1fr; gap: 2mm 8mm; margin: 5mm 0 }
dt { font-size: 8pt; text-transform: uppercase; letter-spacing: .04em; color: #444 }
dd { margin: 0 }
table { width: 100%; border-collapse: collapse }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { padding: 2mm 1.5mm; text-align: left; vertical-align: middle; border-bottom: .3pt solid #888; overflow-wrap: anywhere }
th { white-space: nowrap; font-size: 8pt; text-transform: uppercase; letter-spacing: .04em }
.units { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; font-weight: 600 }
.taken { width: 18mm }
.taken span { display: block; height: 8mm; border: .5pt solid #000 }
.code { display: block; width: 58mm; height: auto; max-height: 14mm }
small { font-size: 8pt; color: #333 }
.sign { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 8mm; margin-top: 14mm; break-inside: avoid }
.sign span { border-top: .5pt solid #000; padding-top: 1mm; font-size: 8pt }
`
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')
/** Nothing is loaded and nothing runs; the one style is known by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`

function placeText(place: DocumentPlace): string {
  const { name, address, postalCode, city, region, country, location } = place
  const town = [postalCode, city, region].filter(Boolean).join(' ')
  const lines = [name ?? location, address, [town, country].filter(Boolean).join(', ')]
  const shown = lines.filter((line): line is string => line !== null && line !== '').map(escaped)
  return `${shown.join('<br>')}<br><small>${escaped(location)}</small>`
}

/** To the millionth, as quantities are kept. */
const figure = (units: number) => units.toLocaleString('en', { maximumFractionDigits: 6 })

const withCode = ({ svg, text }: { svg: string | null; text: string }) =>
  `${svg ?? ''}<small>${escaped(text)}</small>`

function row({ line, sku, name, units }: DocumentContent['lines'][number]): string {
  const unit = articleOf(sku).unit ?? ''
  return (
    `<tr><td>${escaped(line)}</td><td>${escaped(name ?? sku)}</td><td>${withCode(skuCode(sku))}</td>` +
    `<td class="units">${figure(units)} ${escaped(unit)}</td><td class="taken"><span></span></td></tr>`
  )
}

export function printable(content: DocumentContent): string {
  const { transfer, telling, title, lines, createdAt, purpose } = content
  const code = numberCode(transfer)
  const heading = purpose === 'change' ? `Transfer ${transfer}, changed` : `Transfer ${transfer}`
  const made = new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ')
  const what = title === null ? '' : `<p>${escaped(title)}</p>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(heading)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><div><h1>${escaped(heading)}</h1><small>No. ${telling}, ${made} UTC</small>${what}</div><div>${code ?? ''}<small>${escaped(transfer)}</small></div></header>
<dl>
<div><dt>From</dt><dd>${placeText(content.from)}</dd></div>
<div><dt>To</dt><dd>${placeText(content.to)}</dd></div>
</dl>
<table>
<thead><tr><th scope="col">Line</th><th scope="col">Article</th><th scope="col">Code</th><th scope="col" class="units">Units</th><th scope="col">Taken</th></tr></thead>
<tbody>
${lines.map(row).join('\n')}
</tbody>
</table>
<p>${lines.length} ${lines.length === 1 ? 'line' : 'lines'}, ${figure(totalUnits(lines))} units</p>
<div class="sign"><span>Picked by</span><span>Checked by</span><span>Received by</span></div>
</body>
</html>
`
}
