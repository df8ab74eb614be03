/** Owns one made-up person, and the words that tell who that is. */
export const NAME = 'Jane Roe'
export const HOME = 'crm:home:jane-77'
export const STREET = '12 Secret Lane'
export const EMAIL = 'jane.roe@example.com'
export const PHONE = '5558675309'
export const OLIST_ID = 'a9f3c0ffee4711'
export const SHOPIFY_ID = 207_119_551
export const WOO_ID = 420_042

/** What no answer may have, whoever asks; compared without case. */
export const TELLING = [
  NAME,
  STREET,
  EMAIL,
  PHONE,
  OLIST_ID,
  HOME,
  'crm:jane-77',
  `shopify:customer:${SHOPIFY_ID}`,
  `:customer:${WOO_ID}`,
  String(SHOPIFY_ID),
  String(WOO_ID),
]

export const STORE = 'gln:9506000134352'
