/** Owns what the writing thread keeps of transfers' documents: noted with the decision, written once, handed out in order. */
import { TOWER_INTERCHANGE_ID } from '../../shared/transferRoutes.ts'
import type { DocumentKind } from '../../shared/readModels/transfers.ts'
import type {
  DocumentContent,
  DocumentLine,
  DocumentPlace,
  InterchangeParties,
  ShippedLines,
  TransferDocumentAct,
  TransferOrder,
} from './transferActs.ts'
import type { Writer } from './types.ts'

type Store = Pick<Writer, 'all' | 'get' | 'run'>

/** What stands behind the transfer's id in a document's. */
const SUFFIXES: Readonly<Record<DocumentKind, string>> = {
  x12Order940: '940',
  x12ShipNotice856: '856',
  epcis: 'epcis',
  pickList: 'pick',
  printable: 'print',
}
const ORDER_KINDS: readonly DocumentKind[] = ['x12Order940', 'pickList', 'printable']
const SHIPPED_KINDS: readonly DocumentKind[] = ['x12ShipNotice856', 'epcis']
const X12_KINDS: ReadonlySet<DocumentKind> = new Set(['x12Order940', 'x12ShipNotice856'])
/** ISA13 has nine digits. */
const LARGEST_CONTROL = 999_999_999

const PLACE_SQL = `
SELECT location, name, address, city, region, postal_code AS postalCode, country, time_zone AS timeZone
FROM locations WHERE location = ?`

function placeOf(store: Store, location: string): DocumentPlace {
  const unknown = { name: null, address: null, city: null, region: null, postalCode: null, country: null }
  return store.get<DocumentPlace>(PLACE_SQL, [location]) ?? { location, ...unknown, timeZone: null }
}

const linesOf = (store: Store, lines: ShippedLines['lines']): DocumentLine[] =>
  lines.map(({ line, sku, units }) => {
    const known = store.get<{ name: string | null }>('SELECT name FROM skus WHERE sku = ?', [sku])
    return { line, sku, name: known?.name ?? null, units }
  })

interface RouteRow {
  documents: string
  parties: string
}

/** Where documents of a place go: its own route, else the one for all; undefined: they wait to be fetched. */
const routeOf = (store: Store, receiver: string): RouteRow | undefined =>
  store.get<RouteRow>(
    `SELECT documents, parties FROM transfer_routes WHERE enabled = 1 AND route IN (?, '*') ORDER BY route = '*' LIMIT 1`,
    [receiver],
  )

/** A GLN names a party by itself; another id is cut to what ISA08 holds. */
function partiesOf(receiver: string, route: RouteRow | undefined): InterchangeParties {
  const own = /^[a-z0-9]+:(.*)$/i.exec(receiver)?.[1] ?? receiver
  const plain = own.replaceAll(/[^A-Za-z0-9-]/g, '').slice(0, 15)
  return {
    senderQualifier: 'ZZ',
    sender: TOWER_INTERCHANGE_ID,
    receiverQualifier: 'ZZ',
    receiver: plain === '' ? 'UNKNOWN' : plain,
    ...(route ? (JSON.parse(route.parties) as Partial<InterchangeParties>) : {}),
  }
}

/** The next number for these parties; none is given twice, and none is left out. */
function nextControl(store: Store, { sender, receiver }: InterchangeParties): number {
  store.run(
    `INSERT INTO transfer_control_numbers (sender, receiver, last_number) VALUES (?, ?, 1)
     ON CONFLICT DO UPDATE SET last_number = last_number % ${LARGEST_CONTROL} + 1`,
    [sender, receiver],
  )
  const row = store.get<{ last: number }>(
    'SELECT last_number AS last FROM transfer_control_numbers WHERE sender = ? AND receiver = ?',
    [sender, receiver],
  )
  return row?.last ?? 1
}

function addDocuments(
  store: Store,
  kinds: readonly DocumentKind[],
  receiver: string,
  content: DocumentContent,
): void {
  const route = routeOf(store, receiver)
  const wanted = new Set(route ? (JSON.parse(route.documents) as DocumentKind[]) : [])
  for (const kind of kinds) {
    const parties = X12_KINDS.has(kind) ? partiesOf(receiver, route) : undefined
    const full = parties
      ? { ...content, interchange: { ...parties, control: nextControl(store, parties) } }
      : content
    const goesOut = wanted.has(kind)
    store.run(
      `INSERT INTO transfer_documents (document, transfer, kind, receiver, shipment, content, created_at, status, next_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        `${content.transfer}-${SUFFIXES[kind]}-${content.telling}`,
        content.transfer,
        kind,
        receiver,
        content.shipment ?? null,
        JSON.stringify(full),
        content.createdAt,
        goesOut ? 'waiting' : 'download',
        goesOut ? content.createdAt : null,
      ],
    )
  }
}

const tellings = (store: Store, transfer: string, kind: DocumentKind): number =>
  store.get<{ n: number }>('SELECT count(*) AS n FROM transfer_documents WHERE transfer = ? AND kind = ?', [
    transfer,
    kind,
  ])?.n ?? 0

/**
 * Notes what the source has to be told, in the transaction that decides it: either both are there or neither is. What
 * goes in is read now, so that the document says what was decided whatever is told later.
 */
export function noteTransferOrder(store: Store, order: TransferOrder): void {
  const { transfer, purpose } = order
  const content: DocumentContent = {
    transfer,
    telling: tellings(store, transfer, 'x12Order940') + 1,
    purpose,
    title: order.title ?? null,
    createdAt: order.at,
    from: placeOf(store, order.from),
    to: placeOf(store, order.to),
    lines: linesOf(store, order.lines),
  }
  // Nobody picks what was called off; the 940 says that it was.
  addDocuments(store, purpose === 'cancel' ? ['x12Order940'] : ORDER_KINDS, order.from, content)
}

interface ToldRow {
  content: string
}

/** Notes what the destination has to be told of a shipment, where it differs from what was told of it last. */
function noteShipped(store: Store, shipped: ShippedLines, at: number): void {
  const { transfer, shipment, shippedAt } = shipped
  const last = store.get<ToldRow>(
    `SELECT content FROM transfer_documents WHERE transfer = ? AND kind = 'x12ShipNotice856' AND shipment = ?
     ORDER BY document_number DESC LIMIT 1`,
    [transfer, shipment],
  )
  const before = last && (JSON.parse(last.content) as DocumentContent)
  const key = (lines: ShippedLines['lines']) =>
    JSON.stringify(lines.map(({ line, sku, units }) => [line, sku, units]).toSorted())
  const wasEmpty = before === undefined || before.purpose === 'cancel'
  if (wasEmpty ? shipped.lines.length === 0 : key(before.lines) === key(shipped.lines)) return
  const isGone = shipped.lines.length === 0
  addDocuments(store, SHIPPED_KINDS, shipped.to, {
    transfer,
    telling: tellings(store, transfer, 'x12ShipNotice856') + 1,
    purpose: isGone ? 'cancel' : wasEmpty ? 'order' : 'change',
    title: shipped.title ?? null,
    createdAt: at,
    from: placeOf(store, shipped.from),
    to: placeOf(store, shipped.to),
    lines: isGone && before ? before.lines : linesOf(store, shipped.lines),
    shipment,
    shippedAt,
    ...(before && before.purpose !== 'cancel'
      ? {
          before: {
            telling: before.telling,
            shippedAt: before.shippedAt ?? before.createdAt,
            lines: before.lines,
          },
        }
      : {}),
  })
}

/** Carries out one act on documents and their routes; to be called within a transaction. */
export function applyTransferDocumentAct(store: Store, act: TransferDocumentAct): void {
  switch (act.kind) {
    case 'saveTransferRoute': {
      const { settings } = act
      store.run(
        `INSERT INTO transfer_routes (route, kind, target, is_plain, sealed_settings, documents, parties, enabled, changed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (route) DO UPDATE SET kind = excluded.kind, target = excluded.target, is_plain = excluded.is_plain,
           sealed_settings = excluded.sealed_settings, documents = excluded.documents, parties = excluded.parties,
           enabled = excluded.enabled, changed_at = excluded.changed_at, fault = NULL`,
        [
          settings.route,
          settings.kind,
          settings.target,
          Number(settings.isPlain),
          settings.sealedSettings,
          JSON.stringify(settings.documents),
          JSON.stringify(settings.parties),
          Number(settings.enabled),
          act.at,
        ],
      )
      return
    }
    case 'removeTransferRoute':
      store.run('DELETE FROM transfer_routes WHERE route = ?', [act.route])
      return
    case 'noteShipped':
      for (const shipped of act.shipped) noteShipped(store, shipped, act.at)
      return
    case 'writeTransferDocuments':
      for (const { document, body, sha256, fault } of act.rows) {
        // The first text stays: another program version must not change what may have been handed out.
        store.run(
          `UPDATE transfer_documents SET body = ?, sha256 = ?, fault = ?, status = CASE WHEN ? IS NULL THEN 'dead' ELSE status END
           WHERE document = ? AND body IS NULL`,
          [body, sha256, fault, body, document],
        )
      }
      return
    case 'settleTransferDocument':
      store.run(
        `UPDATE transfer_documents SET status = ?, attempts = attempts + 1, next_at = ?, attempted_at = ?, fault = ?
         WHERE document = ? AND status = 'waiting'`,
        [act.status, act.nextAt, act.at, act.fault, act.document],
      )
      return
    case 'retryTransferDocument':
      store.run(
        `UPDATE transfer_documents SET status = 'waiting', next_at = ?, fault = NULL, attempts = 0
         WHERE document = ? AND status IN ('dead', 'download', 'waiting')`,
        [act.at, act.document],
      )
  }
}
