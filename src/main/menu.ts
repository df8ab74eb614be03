/** Owns the application's menu: the roles that every desktop application has, and help. */
import type { MenuItemConstructorOptions } from 'electron'

export interface MenuOptions {
  platform: string
  packaged: boolean
  showAbout(): void
  openDataFolder(): void
  openStandards(): void
}

/** The menu's template. Developer tools are offered in a checkout only. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const mac = options.platform === 'darwin'
  const developer: MenuItemConstructorOptions[] = options.packaged
    ? []
    : [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }]
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...developer,
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: 'Open data folder', click: options.openDataFolder },
        { label: 'EPCIS standard (GS1)', click: options.openStandards },
        { type: 'separator' },
        { label: 'About Omnitower', click: options.showAbout },
      ],
    },
  ]
}
