/** Owns the five states: each a colour, a shape and a word, so that none of them is needed alone. */
import {
  IconAlertOctagonFilled,
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconInfoSquareFilled,
} from '@tabler/icons-react'
import classes from './StateMark.module.css'

export type State = 'critical' | 'serious' | 'warning' | 'good' | 'neutral'

const ICONS = {
  critical: IconAlertOctagonFilled,
  serious: IconAlertTriangleFilled,
  warning: IconInfoSquareFilled,
  good: IconCircleCheckFilled,
  neutral: IconCircleDashed,
} as const

export function StateMark({ state, word, title }: { state: State; word: string; title?: string }) {
  const Icon = ICONS[state]
  return (
    <span className={classes.mark} data-state={state} title={title}>
      <Icon size={14} aria-hidden="true" />
      <span className="clip">{word}</span>
    </span>
  )
}
