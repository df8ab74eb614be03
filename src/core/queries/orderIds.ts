/** Owns finding orders by the start of what a person knows of their id: the whole, or the number after its scheme. */

/** After every text that begins with what stands before it. */
const LAST = '\u{10FFFF}'

/** What follows the last colon of an order's id, in the very words of the index over it. */
const NUMBER_SQL = "substr(order_id, length(rtrim(order_id, replace(order_id, ':', ''))) + 1)"

/** Condition on `orders` that the indexes serve: the id begins with the text, or its number does. */
export function orderIdCondition(text: string): { sql: string; parameters: string[] } {
  return {
    sql: `((order_id >= ? AND order_id < ?) OR (${NUMBER_SQL} >= ? AND ${NUMBER_SQL} < ?))`,
    parameters: [text, text + LAST, text, text + LAST],
  }
}
