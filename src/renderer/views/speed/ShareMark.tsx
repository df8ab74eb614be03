/** Owns how a share stands in a table: its class's colour as a small square, the figure, and hatching where it rests on little. */
import { useComputedColorScheme } from '@mantine/core'
import { useFormat } from '../../components/useFormat.ts'
import { shareClasses } from './classes.ts'
import { THIN_BELOW } from './figures.ts'
import classes from './Heatmap.module.css'

export function ShareMark({ share, sample }: { share: number | null; sample: number }) {
  const scheme = useComputedColorScheme('light')
  const format = useFormat()
  const { colours, words, classOf } = shareClasses(scheme)
  const place = classOf(share)
  const thin = sample < THIN_BELOW
  return (
    <span
      className={classes.shareMark}
      title={
        place === null
          ? 'Nothing was promised'
          : `${words[place]}, n ${format.number(sample)}${thin ? ': few lines, says little' : ''}`
      }
    >
      {place === null ? null : (
        <span
          className={classes.swatch}
          data-thin={thin || undefined}
          style={{ backgroundColor: colours[place] }}
          aria-hidden="true"
        />
      )}
      {format.share(share)}
    </span>
  )
}
