/** Owns hand-made documents of every format that tell who a customer is, and such as are refused. */
import {
  interchangeOf,
  PO,
  SHIP_NOTICE,
  SHIPPING_ADVICE,
  SHIPPING_ORDER,
} from './feeds/adapters/x12/interchange.fixture.ts'
import { EMAIL, NAME, OLIST_ID, PHONE, STREET } from './people.fixture.ts'
import { CLOUD, cloud } from './peopleHome.fixture.ts'
import { EASYPOST, SHOPIFY, WOOCOMMERCE } from './peopleShops.fixture.ts'

const to = [
  `N1*ST*${NAME}`,
  `N3*${STREET}`,
  'N4*Austin*TX*78701*US',
  `PER*IC*${NAME}*TE*${PHONE}*EM*${EMAIL}`,
]
/** The same sets with a person in the place of the one they were made with. */
const told = (segments: readonly string[]) =>
  segments.flatMap((one) => (one.startsWith('N1*ST') ? to : /^N3|^N4\*Denver/.test(one) ? [] : [one]))
const company = ['N1*ST*Denver Store*UL*9506000134352', 'N4*Denver*CO*80202*US']
const toCompany = (segments: readonly string[]) =>
  segments
    .flatMap((one) => (one.startsWith('N1*ST') ? company : /^N3|^N4\*Denver/.test(one) ? [] : [one]))
    .map((one) =>
      one.replaceAll('PO-500', 'PO-501').replaceAll('SHIP-9', 'SHIP-10').replaceAll('1Z999', '1Z998'),
    )
const numbered = (control: number) => ({ control })
const X12: readonly string[] = [
  interchangeOf('850', told(PO)),
  interchangeOf('850', ['BEG*01*SA*PO-502**20240305', ...to], numbered(43)),
  interchangeOf('940', told(SHIPPING_ORDER), numbered(44)),
  interchangeOf(
    '940',
    ['W05*F*DO-78*PO-503', ...to, 'W66*PP*M', 'LX*1', 'W01*1*EA*614141073467*VN*AB35'],
    numbered(45),
  ),
  interchangeOf('945', told(SHIPPING_ADVICE), numbered(46)),
  interchangeOf('856', told(SHIP_NOTICE), numbered(47)),
  interchangeOf('856', toCompany(SHIP_NOTICE), numbered(48)),
  interchangeOf(
    '214',
    [
      'B10*PRO77*SHIP-11*FAST',
      'N1*SH*North DC*UL*9506000134369',
      `N1*CN*${NAME}`,
      `N3*${STREET}`,
      'N4*Austin*TX*78701*US',
      'LX*1',
      'AT7*X4*NS***20240305*1430*LT',
      'MS1*Austin*TX*US',
    ],
    numbered(49),
  ),
]

const rows = (...lines: string[]) => lines.join('\n')
const ORDERS_HEADER =
  'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date'
/** Orders as Olist tells them, whose customers are described in another table. */
export const OLIST: readonly string[] = [
  rows(
    ORDERS_HEADER,
    `o1,${OLIST_ID},delivered,2026-03-01 10:00:00,2026-03-01 11:00:00,2026-03-02 10:00:00,2026-03-05 10:00:00,2026-03-04 00:00:00`,
    `o2,${OLIST_ID},shipped,2026-03-01 10:00:00,2026-03-01 11:00:00,2026-03-02 10:00:00,,2026-03-04 00:00:00`,
  ),
  rows(
    'order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value',
    'o1,1,p1,s1,2026-03-03 10:00:00,10.00,2.00',
    'o2,1,p1,s1,2026-03-03 10:00:00,10.00,2.00',
  ),
  rows('seller_id,seller_zip_code_prefix,seller_city,seller_state', 's1,1001,sao paulo,SP'),
]
export const OLIST_CUSTOMERS = rows(
  'customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state',
  `${OLIST_ID},u1,20000,rio de janeiro,RJ`,
)

/** Records that are refused; what is wrong with them is in them. */
export const REFUSED_DOCUMENTS: readonly string[] = [
  JSON.stringify({ ...SHOPIFY[1], created_at: NAME }),
  `{"id": 12, "order_key": "x", "line_items": [], "billing": {"name": "${NAME}" "email": "${EMAIL}"}, "financial_status": "paid"}`,
  rows(ORDERS_HEADER, `o3,${OLIST_ID},delivered,${NAME},,,,`),
  interchangeOf('850', [`BEG*00*SA*PO-504**${NAME}`, ...to], numbered(50)),
  cloud({ type: 'OrderPlaced', order: 'o5', customer: EMAIL, flow: NAME as 'bopis' }, 900),
  JSON.stringify({ ...EASYPOST, id: 'evt_8', result: { ...EASYPOST.result, status: NAME } }),
]

/** All but the table of Olist's customers. */
export const DOCUMENTS: readonly string[] = [
  ...SHOPIFY.map((one) => JSON.stringify(one)),
  ...WOOCOMMERCE.map((one) => JSON.stringify(one)),
  JSON.stringify(EASYPOST),
  ...X12,
  ...CLOUD.map(cloud),
  ...OLIST,
]
