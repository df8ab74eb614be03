/** Owns the list of screens that there are: their names, icons and keys. */
import {
  IconAlertTriangle,
  IconBuildingWarehouse,
  IconClockBolt,
  IconHeartHandshake,
  IconMap2,
  IconPlugConnected,
  IconSettings,
  IconTableShare,
} from '@tabler/icons-react'

export const AREAS = [
  { id: 'network', title: 'Network', key: 'n', icon: IconMap2, about: 'Stock by location on the map' },
  {
    id: 'inventory',
    title: 'Inventory',
    key: 'i',
    icon: IconBuildingWarehouse,
    about: 'Positions, a SKU across the network, the ledger',
  },
  {
    id: 'speed',
    title: 'Orders & speed',
    key: 'o',
    icon: IconClockBolt,
    about: 'Promises kept, where time is lost, orders at risk, every order',
  },
  {
    id: 'experience',
    title: 'Experience',
    key: 'e',
    icon: IconHeartHandshake,
    about: 'What customers made of it: promises, returns, contacts, ratings, words',
  },
  {
    id: 'alerts',
    title: 'Alerts',
    key: 'a',
    icon: IconAlertTriangle,
    about: 'What is wrong now, what it costs, what to do; rules and silences',
  },
  {
    id: 'channels',
    title: 'Channels',
    key: 'c',
    icon: IconTableShare,
    about: 'Price, promotion, availability and promise of each SKU, channel beside channel',
  },
  {
    id: 'feeds',
    title: 'Feeds',
    key: 'f',
    icon: IconPlugConnected,
    about: 'What comes in, and what was refused',
  },
  {
    id: 'settings',
    title: 'Settings',
    key: 's',
    icon: IconSettings,
    about: 'Appearance, numbers, times, network',
  },
] as const
