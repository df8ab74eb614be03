/** Owns documents of shops and of a carrier that tell who a customer is: id, name, street, e-mail and phone. */
import { EMAIL, NAME, PHONE, SHOPIFY_ID, STREET, WOO_ID } from './people.fixture.ts'

const at = (day: number) => new Date(Date.UTC(2026, 2, day, 10)).toISOString()

const address = {
  first_name: 'Jane',
  last_name: 'Roe',
  name: NAME,
  address1: STREET,
  address_1: STREET,
  phone: PHONE,
  email: EMAIL,
  city: 'Austin',
  province: 'Texas',
  state: 'TX',
  country_code: 'US',
  country: 'US',
  zip: '78701',
  postcode: '78701',
}
const shopper = { id: SHOPIFY_ID, email: EMAIL, first_name: 'Jane', last_name: 'Roe', phone: PHONE }
const item = { id: 21, variant_id: 7, product_id: 3, sku: 'TEE', quantity: 2, price: '19.90' }

export const SHOPIFY: readonly object[] = [
  {
    location: {
      id: 5,
      name: 'East',
      address1: '1 Main Street',
      city: 'Austin',
      country_code: 'US',
      updated_at: at(1),
    },
  },
  {
    id: 11,
    admin_graphql_api_id: 'gid://shopify/Order/11',
    created_at: at(2),
    updated_at: at(2),
    currency: 'EUR',
    email: EMAIL,
    phone: PHONE,
    financial_status: 'paid',
    total_price: '39.80',
    customer: shopper,
    shipping_address: address,
    billing_address: address,
    line_items: [item],
  },
  {
    fulfillment: {
      id: 41,
      order_id: 11,
      status: 'success',
      created_at: at(3),
      updated_at: at(3),
      location_id: 5,
      tracking_company: 'DHL',
      tracking_number: 'JD1',
      shipment_status: 'in_transit',
      destination: address,
      email: EMAIL,
      line_items: [item],
    },
  },
  {
    fulfillment_event: {
      id: 51,
      fulfillment_id: 41,
      status: 'out_for_delivery',
      happened_at: at(4),
      created_at: at(4),
      message: 'On the van',
      ...address,
    },
  },
  {
    checkout: {
      id: 61,
      token: 'guest',
      abandoned_checkout_url: 'https://x',
      created_at: at(2),
      email: EMAIL,
      shipping_address: address,
    },
  },
  {
    transaction: {
      id: 71,
      order_id: 11,
      kind: 'sale',
      gateway: 'card',
      created_at: at(2),
      receipt: { payer: NAME, email: EMAIL },
    },
  },
  {
    customer: {
      ...shopper,
      created_at: at(1),
      verified_email: true,
      orders_count: 1,
      default_address: address,
    },
  },
]

const links = (path: string) => ({ self: [{ href: `https://shop.example/wp-json/wc/v3/${path}` }] })
export const WOOCOMMERCE: readonly object[] = [
  {
    id: 12,
    order_key: 'wc_1',
    status: 'processing',
    currency: 'EUR',
    date_created_gmt: '2026-03-02T10:00:00',
    date_modified_gmt: '2026-03-02T10:00:00',
    date_paid_gmt: '2026-03-02T10:00:05',
    payment_method: 'bacs',
    total: '29.35',
    customer_id: WOO_ID,
    billing: address,
    shipping: address,
    shipping_lines: [{ id: 2, method_id: 'flat_rate' }],
    line_items: [{ id: 3, product_id: 93, variation_id: 0, quantity: 3, sku: 'TEE', price: 9.5 }],
    refunds: [],
    _links: links('orders/12'),
  },
  {
    id: WOO_ID,
    date_created_gmt: '2026-03-01T10:00:00',
    email: EMAIL,
    first_name: 'Jane',
    last_name: 'Roe',
    username: 'jane',
    role: 'customer',
    billing: address,
    shipping: address,
    is_paying_customer: true,
    _links: links(`customers/${WOO_ID}`),
  },
]

export const EASYPOST = {
  id: 'evt_7',
  object: 'Event',
  description: 'tracker.updated',
  created_at: at(5),
  result: {
    id: 'trk_9',
    object: 'Tracker',
    tracking_code: 'ABC123',
    status: 'in_transit',
    status_detail: 'departed_facility',
    updated_at: at(5),
    carrier: 'UPS',
    signed_by: NAME,
    weight: null,
    to_address: address,
    tracking_details: [
      {
        status: 'in_transit',
        status_detail: 'departed_facility',
        datetime: at(4),
        message: 'Departed',
        tracking_location: address,
      },
    ],
    carrier_detail: {
      service: 'Ground',
      origin_location: 'COLUMBUS OH, 43215',
      destination_location: 'AUSTIN TX, 78701',
      alternate_identifier: PHONE,
    },
  },
}
