/** Owns what the heatmap's colours, hatching and blanks mean. */
import type { ColourClasses } from './classes.ts'
import { FIGURES, THIN_BELOW, type FigureName } from './figures.ts'
import classes from './Heatmap.module.css'

interface LegendProps {
  classes: ColourClasses
  figure: FigureName
  compared: boolean
}

export function HeatmapLegend({ classes: { words, colours }, figure, compared }: LegendProps) {
  const { title, unit, kind } = FIGURES[figure]
  const caption = compared
    ? `${title}: this period less the other, in ${kind === 'share' ? 'percentage points' : 'hours'}; blue is better, orange is worse`
    : `${title}, ${unit}`
  return (
    <div className={classes.legend} role="group" aria-label="Legend">
      <span className="dim">{caption}</span>
      <ul className={classes.scale}>
        {words.map((word, index) => (
          <li key={word}>
            <span className={classes.swatch} style={{ background: colours[index] }} />
            {word}
          </li>
        ))}
        <li>
          <span className={classes.swatch} data-thin />n under {THIN_BELOW}
        </li>
        <li>
          <span className={classes.swatch} data-blank />
          no lines
        </li>
      </ul>
    </div>
  )
}
