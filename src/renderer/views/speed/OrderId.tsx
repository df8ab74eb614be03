/** Owns how an order's id stands in a table: its number tells orders apart, its scheme stands where there is room. */
import classes from './Speed.module.css'

/** @param line where rows are lines of orders; these have no room for the scheme */
export function OrderId({ order, line }: { order: string; line?: string }) {
  const cut = order.lastIndexOf(':') + 1
  return (
    <span className={classes.orderId} title={line === undefined ? order : `${order}, line ${line}`}>
      {line === undefined ? <span className={classes.scheme}>{order.slice(0, cut)}</span> : null}
      <span className={classes.number}>{order.slice(cut)}</span>
      {line === undefined ? null : <span className="dim"> · {line}</span>}
    </span>
  )
}
