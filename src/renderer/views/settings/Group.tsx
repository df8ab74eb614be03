/** Owns a titled group of settings. */
import type { ReactNode } from 'react'
import classes from './Settings.module.css'

export function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.group} aria-label={title}>
      <h2>{title}</h2>
      <div className={classes.items}>{children}</div>
    </section>
  )
}
