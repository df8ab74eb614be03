/** Owns how one answer reads: stars as stars with their number, other scales as `7 of 10`. */
import { IconStar, IconStarFilled } from '@tabler/icons-react'
import type { RatingScale } from '../../../shared/vocabulary.ts'
import classes from './Experience.module.css'

export function Stars({ rating, scale }: { rating: number; scale: RatingScale }) {
  if (scale !== 'stars') return <>{`${rating} of ${scale === 'nps' ? 10 : 5}`}</>
  return (
    <span className={classes.stars} role="img" aria-label={`${rating} of 5 stars`}>
      {[1, 2, 3, 4, 5].map((each) =>
        each <= rating ? (
          <IconStarFilled key={each} size={13} />
        ) : (
          <IconStar key={each} size={13} stroke={1.2} />
        ),
      )}
    </span>
  )
}
