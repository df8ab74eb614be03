/** Owns the rail on the left: one link a screen, icons always with their words. */
import { useMediaQuery } from '@mantine/hooks'
import {
  IconBroadcast,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
} from '@tabler/icons-react'
import { addressOf, areaOf, useAddress } from '../../stores/address.ts'
import { setPreferences, usePreferences } from '../../stores/preferences.ts'
import { useTowerStatus } from '../../stores/status.ts'
import { useFormat } from '../../components/useFormat.ts'
import { FiringBadge } from './FiringBadge.tsx'
import { AREAS } from './areas.ts'
import classes from './Shell.module.css'

export function NavigationRail() {
  const area = areaOf(useAddress().path)
  const { railCollapsed: chosen } = usePreferences()
  const isNarrow = useMediaQuery('(max-width: 1240px)', window.innerWidth <= 1240) ?? false
  const railCollapsed = chosen ?? isNarrow
  const status = useTowerStatus()
  const format = useFormat()
  const Toggle = railCollapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  return (
    <nav className={classes.rail} data-collapsed={railCollapsed || undefined} aria-label="Screens">
      <div className={classes.brand}>
        <IconBroadcast size={20} aria-hidden="true" />
        {railCollapsed ? null : 'Omnitower'}
      </div>
      {AREAS.map(({ id, title, key, icon: Icon, about }) => (
        <a
          key={id}
          href={addressOf(`/${id}`)}
          className={classes.link}
          aria-current={id === area ? 'page' : undefined}
          title={`${about} (g ${key})`}
        >
          <Icon size={18} stroke={1.6} aria-hidden="true" />
          {title}
          {id === 'alerts' ? <FiringBadge /> : null}
          {id === 'feeds' && status && status.openQuarantine > 0 ? (
            <span className={classes.badge} title="Records in quarantine">
              {format.compact(status.openQuarantine)}
              <span className="visually-hidden"> records in quarantine</span>
            </span>
          ) : null}
        </a>
      ))}
      <div className={classes.spacer} />
      <button
        type="button"
        className={classes.link}
        aria-expanded={!railCollapsed}
        onClick={() => setPreferences({ railCollapsed: !railCollapsed })}
      >
        <Toggle size={18} stroke={1.6} aria-hidden="true" />
        {railCollapsed ? 'Expand' : 'Collapse'}
      </button>
    </nav>
  )
}
