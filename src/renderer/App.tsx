/** Owns what surrounds every screen: theme, cached answers, notices, and the choice of screen by address. */
import { lazy, Suspense, useEffect } from 'react'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { ErrorBoundary } from './components/ErrorBoundary.tsx'
import { Loading, Message } from './components/Message.tsx'
import { areaOf, go, useAddress } from './stores/address.ts'
import { AlertSummaryContext, useAlertStream } from './stores/alerts.ts'
import { queryClient } from './stores/engine.ts'
import { usePreferences } from './stores/preferences.ts'
import { StatusContext, useTowerStatusStream } from './stores/status.ts'
import { TEXT_SCALE, theme } from './theme.ts'
import { FirstRun } from './views/shell/FirstRun.tsx'
import { Shell } from './views/shell/Shell.tsx'

const screens = {
  network: lazy(() => import('./views/network/NetworkScreen.tsx')),
  inventory: lazy(() => import('./views/inventory/InventoryScreen.tsx')),
  speed: lazy(() => import('./views/speed/SpeedScreen.tsx')),
  experience: lazy(() => import('./views/experience/ExperienceScreen.tsx')),
  alerts: lazy(() => import('./views/alerts/AlertsScreen.tsx')),
  channels: lazy(() => import('./views/channels/ChannelsScreen.tsx')),
  whatif: lazy(() => import('./views/whatif/WhatifScreen.tsx')),
  transfers: lazy(() => import('./views/transfers/TransfersScreen.tsx')),
  feeds: lazy(() => import('./views/feeds/FeedsScreen.tsx')),
  settings: lazy(() => import('./views/settings/SettingsScreen.tsx')),
} as const
/** Screens that have nothing to show before the first record. */
const BEGUN_BY_DATA: ReadonlySet<string> = new Set([
  'network',
  'inventory',
  'speed',
  'experience',
  'alerts',
  'channels',
  'whatif',
  'transfers',
])
const isArea = (area: string): area is keyof typeof screens => area in screens

export function App() {
  const { density, textSize } = usePreferences()
  useEffect(() => {
    document.documentElement.dataset.density = density
    document.documentElement.style.setProperty('--mantine-scale', String(TEXT_SCALE[textSize]))
  }, [density, textSize])
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" limit={4} />
        <Tower />
      </QueryClientProvider>
    </MantineProvider>
  )
}

function Tower() {
  const status = useTowerStatusStream()
  const alerts = useAlertStream()
  const { path } = useAddress()
  const area = areaOf(path)
  useEffect(() => {
    if (path === '/') go('/network')
  }, [path])
  const nothingYet = status?.empty === true && status.network === 'own'
  return (
    <StatusContext value={status}>
      <AlertSummaryContext value={alerts}>
        <Shell>
          <ErrorBoundary resetKey={path}>
            {nothingYet && BEGUN_BY_DATA.has(area) ? (
              <FirstRun status={status} />
            ) : isArea(area) ? (
              <Suspense fallback={<Loading label="Loading the screen" />}>
                <Screen area={area} />
              </Suspense>
            ) : path === '/' ? null : (
              <Message title="There is no such page">
                The address may be of another version. Choose a screen on the left, or press Ctrl K to search.
              </Message>
            )}
          </ErrorBoundary>
        </Shell>
      </AlertSummaryContext>
    </StatusContext>
  )
}

function Screen({ area }: { area: keyof typeof screens }) {
  const Chosen = screens[area]
  return <Chosen />
}
