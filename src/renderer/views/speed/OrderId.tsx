/** Owns how an order's id stands in a table: its scheme gives way first, for the number tells orders apart. */
import classes from './Speed.module.css'

export function OrderId({ order, line }: { order: string; line?: string }) {
  const cut = order.lastIndexOf(':') + 1
  return (
    <span className={classes.orderId} title={line === undefined ? order : `${order}, line ${line}`}>
      <span className={classes.scheme}>{order.slice(0, cut)}</span>
      <span className="clip">{order.slice(cut)}</span>
      {line === undefined ? null : <span className="dim"> · {line}</span>}
    </span>
  )
}
